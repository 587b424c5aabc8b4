"""The RTSP client: control plane on asyncio, data plane polled or event-driven."""
