using Consensoor.Interop.Libp2p.Protocols;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

/// <summary>One side of an echo.</summary>
internal sealed class EchoMachine(byte[]? data) : ISessionMachine
{
    private readonly TaskCompletionSource<StreamEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;

    public List<byte> Back { get; } = [];

    public StreamEnd? End { get; private set; }

    public Task<StreamEnd> Ended => _ended.Task;

    public ISessionStream? Stream { get; private set; }

    /// <summary>Whether what comes is left where it is.</summary>
    public bool IsSlow { get; set; }

    public DateTimeOffset? WakeUp => null;

    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        Stream = stream;
        if (data is not null)
        {
            _sent += stream.Write(data.AsSpan(_sent));
            Back.AddRange(stream.Input);
            stream.Consume(stream.Input.Length);
            if (_sent == data.Length)
            {
                stream.EndOutput();
            }
        }
        else if (!IsSlow)
        {
            stream.Consume(stream.Write(stream.Input));
            if (stream.IsInputEnded && stream.Input.IsEmpty)
            {
                stream.EndOutput();
            }
        }
    }

    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        Assert.Null(End);
        End = end;
        _ended.SetResult(end);
    }
}
