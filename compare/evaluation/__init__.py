"""How well conclusions agree with what people concluded."""
