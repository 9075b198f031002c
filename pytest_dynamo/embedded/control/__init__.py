"""The control plane: tables and what belongs to them as a whole, over moto where moto is right."""
