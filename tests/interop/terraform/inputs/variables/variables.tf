variable "stage" {
  type = string
}

variable "project" {
  type    = string
  default = "shop"
}

variable "tables" {
  default = {
    sessions = { ttl = "expires_at", protected = false }
    audit    = { ttl = null, protected = true }
  }
}
