using Consensoor.Interop.Buffers;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Interop.Wire;

namespace Consensoor.Interop.Tests.Wire;

/// <summary>An owner that remembers what it heard; it takes what it gets at once, or leaves it where it came from.</summary>
internal sealed class WireLog : IWireOwner
{
    /// <summary>Whether what comes is left, so that the window closes.</summary>
    public bool IsBusy { get; set; }

    public List<MeshsubSender> Senders { get; } = [];

    public List<(StreamEnd End, string? Reason)> SendersEnded { get; } = [];

    public List<(MeshsubReceiver Receiver, byte[] Bytes)> Frames { get; } = [];

    public List<string> FramesBrokenBy { get; } = [];

    public List<(RequestListener Listener, byte[] Ssz)> Requests { get; } = [];

    public List<string> RequestsBrokenBy { get; } = [];

    public List<int> Sent { get; } = [];

    public int RequestsEnded { get; private set; }

    public List<(RequestDialer Dialer, ResponseChunk Chunk)> Chunks { get; } = [];

    public List<(bool IsLost, string? Fault)> Answers { get; } = [];

    public void SenderOpened(MeshsubSender sender) => Senders.Add(sender);

    public void SenderEnded(MeshsubSender sender, StreamEnd end, string? reason) => SendersEnded.Add((end, reason));

    public void FramesReceived(MeshsubReceiver receiver, IReadOnlyList<OwnedFrame> frames)
    {
        foreach (var frame in frames)
        {
            Frames.Add((receiver, frame.Bytes.ToArray()));
            frame.Release();
            if (!IsBusy)
            {
                receiver.Window.Take(frame.Length);
            }
        }
    }

    public void FramesBroken(MeshsubReceiver receiver, string reason) => FramesBrokenBy.Add(reason);

    public void RequestReceived(RequestListener listener, ReadOnlyMemory<byte> ssz) => Requests.Add((listener, ssz.ToArray()));

    public void RequestBroken(RequestListener listener, string reason) => RequestsBrokenBy.Add(reason);

    public void ChunkSent(RequestListener listener, int bytes) => Sent.Add(bytes);

    public void RequestEnded(RequestListener listener) => RequestsEnded++;

    public void ChunkReceived(RequestDialer dialer, ResponseChunk chunk)
    {
        Chunks.Add((dialer, chunk));
        if (!IsBusy)
        {
            dialer.Window.Take(chunk.Payload.Length);
        }
    }

    public void AnswerEnded(RequestDialer dialer, bool isLost, string? fault) => Answers.Add((isLost, fault));
}
