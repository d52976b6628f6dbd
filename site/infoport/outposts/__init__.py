"""The core's side of outposts: who they are, what they have to do, what they bring."""
