"""Key templates as other tools write them, made into ours."""
