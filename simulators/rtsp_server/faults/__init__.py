"""What can go wrong with a camera: one class per kind, ``server.set_fault(path, fault | None)``.

| class | what the client sees |
|---|---|
| ``Stall()`` | connection up, requests answered, no frames |
| ``Drop(fraction, random)`` | packets lost, sequence numbers tell |
| ``Reset()`` | connection reset at the next frame, and again after every reconnect |
| ``Corrupt(fraction, random, bits=8)`` | flipped bits inside payloads |
| ``Garbage(fraction, random, max_bytes=600)`` | random bytes between packets: framing broken |
| ``Slow(bytes_per_s=8000, max_held_bytes=262144)`` | bytes dribble, frames come late |
| ``Flood(times=20)`` | so many frames in the time of one |
| ``HalfOpen()`` | connections accepted, requests never answered; watchers go on |
| ``Vanish()`` | watchers: no byte, no FIN, nothing read; requests never answered |
| ``WrongPassword(auth, cut=True)`` | other credentials wanted from now on |
| ``ReconnectStorm(every_s=5)`` | all connections cut at the same moments |
| ``ClockJump("ahead" / "1970" / "local", by_s=21600)`` | sender reports name a wrong time |
| ``ResolutionChange(clip)`` | another picture size in mid-stream, parameter sets in band |
| ``CodecChange(clip, grace_s=2)`` | other codec's payload, then cut, then described so |
| ``NoKeyFrames()`` | only frames between key frames |
| ``LongGop(clip)`` | key frames far apart |
"""

from simulators.rtsp_server.faults.clock_jump import ClockJump
from simulators.rtsp_server.faults.codec_change import CodecChange
from simulators.rtsp_server.faults.corrupt import Corrupt
from simulators.rtsp_server.faults.drop import Drop
from simulators.rtsp_server.faults.fault import Fault
from simulators.rtsp_server.faults.flood import Flood
from simulators.rtsp_server.faults.garbage import Garbage
from simulators.rtsp_server.faults.half_open import HalfOpen
from simulators.rtsp_server.faults.long_gop import LongGop
from simulators.rtsp_server.faults.no_key_frames import NoKeyFrames
from simulators.rtsp_server.faults.other_clip import OtherClip
from simulators.rtsp_server.faults.reconnect_storm import ReconnectStorm
from simulators.rtsp_server.faults.reset import Reset
from simulators.rtsp_server.faults.resolution_change import ResolutionChange
from simulators.rtsp_server.faults.slow import Slow
from simulators.rtsp_server.faults.stall import Stall
from simulators.rtsp_server.faults.vanish import Vanish
from simulators.rtsp_server.faults.wrong_password import WrongPassword

__all__ = [
    "ClockJump",
    "CodecChange",
    "Corrupt",
    "Drop",
    "Fault",
    "Flood",
    "Garbage",
    "HalfOpen",
    "LongGop",
    "NoKeyFrames",
    "OtherClip",
    "ReconnectStorm",
    "Reset",
    "ResolutionChange",
    "Slow",
    "Stall",
    "Vanish",
    "WrongPassword",
]
