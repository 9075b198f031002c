"""From plain values to a design: form, names, templates, types and limits, all mistakes collected."""
