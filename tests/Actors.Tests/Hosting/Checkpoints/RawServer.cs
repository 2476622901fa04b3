using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Consensoor.Actors.Tests.Hosting.Checkpoints;

/// <summary>
/// An HTTP server that answers each path with bytes as they are given, right or wrong; a path it does not know with 404. It remembers what
/// it was asked.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, RawReply?> _answer;
    private readonly List<string> _asked = [];
    private readonly Task _loop;

    /// <summary>A server on a free port.</summary>
    public RawServer(Func<string, RawReply?> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Loop();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The heads of the requests so far.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>An answer with status, type and further headers, whose length is told as it is.</summary>
    public static RawReply Reply(byte[] body, string type = "application/octet-stream", int status = 200, params string[] headers) =>
        new([.. Head(body.Length, type, status, headers), .. body]);

    /// <summary>The head of an answer that tells a length.</summary>
    public static byte[] Head(long length, string type = "application/octet-stream", int status = 200, params string[] headers) =>
        Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Type: {type}\r\n"
            + string.Concat(headers.Select(static header => header + "\r\n"))
            + $"Content-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task Loop()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = await ReadHead(stream);
                lock (_asked)
                {
                    _asked.Add(head);
                }

                if (head.Length == 0)
                {
                    return;
                }

                var path = head.Split(' ')[1];
                var reply = _answer(path) ?? Reply("{}"u8.ToArray(), "application/json", 404);
                await stream.WriteAsync(reply.Bytes, _stop.Token);
                if (reply.Hangs)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // Told to stop, or the other side has heard enough.
            }
        }
    }

    private async Task<string> ReadHead(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                break;
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
