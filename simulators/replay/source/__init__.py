"""What can be replayed: videos, folders of pictures, generated scenes and time-lapses."""
