using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>A server that speaks just enough of HTTP/2 to answer each request with a reset of its stream, or with a GOAWAY.</summary>
internal sealed class Http2Server : IAsyncDisposable
{
    private const int PrefaceBytes = 24;
    private const int HeaderBytes = 9;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly bool _isGoAway;
    private readonly uint _code;

    public Http2Server(bool isGoAway, uint code)
    {
        (_isGoAway, _code) = (isGoAway, code);
        _listener.Start();
        _serving = Serve();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private static byte[] Frame(byte type, uint stream, params uint[] words)
    {
        var frame = new byte[HeaderBytes + (sizeof(uint) * words.Length)];
        frame[2] = (byte)(sizeof(uint) * words.Length);
        frame[3] = type;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(HeaderBytes + (sizeof(uint) * i)), words[i]);
        }

        return frame;
    }

    private async Task Serve()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(Answer(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await stream.ReadExactlyAsync(new byte[PrefaceBytes], _stop.Token);
                await stream.WriteAsync(Frame(Settings, 0), _stop.Token);
                var header = new byte[HeaderBytes];
                while (true)
                {
                    await stream.ReadExactlyAsync(header, _stop.Token);
                    await stream.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]], _stop.Token);
                    var number = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(5));
                    if (header[3] == Headers)
                    {
                        await stream.WriteAsync(_isGoAway ? Frame(GoAway, 0, number, _code) : Frame(Reset, number, _code), _stop.Token);
                        if (_isGoAway)
                        {
                            return;
                        }
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The other side has gone, or the test is over.
            }
        }
    }
}
