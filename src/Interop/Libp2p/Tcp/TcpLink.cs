using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Tcp;

/// <summary>A connected socket as pipes. While nothing comes it holds no buffer.</summary>
internal sealed class TcpLink : ILink
{
    private const int BufferSize = 64 << 10;

    private readonly NetworkStream _stream;

    public TcpLink(Socket socket, IPEndPoint remote)
    {
        Remote = Multiaddr.FromTcp(remote);
        _stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: BufferSize, leaveOpen: true));
    }

    public Multiaddr Remote { get; }

    public SecuredLink? Secured => null;

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    // The pipes are completed by those who read and write: they may be in use when the socket is closed, which ends their waiting.
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
