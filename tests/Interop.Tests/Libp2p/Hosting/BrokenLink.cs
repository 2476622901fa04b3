using System.IO.Pipelines;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Tests.Libp2p.Hosting;

/// <summary>A link with a bug: nothing can be written to it. Nothing comes before it is disposed of.</summary>
internal sealed class BrokenLink : ILink
{
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();

    public BrokenLink() => _output.Writer.Complete();

    public Multiaddr Remote { get; } = Multiaddr.Parse("/ip4/10.0.0.1/tcp/9000", out _)!;

    public SecuredLink? Secured => null;

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output.Writer;

    public bool IsDisposed { get; private set; }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return _input.Writer.CompleteAsync();
    }
}
