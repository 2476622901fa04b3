using Microsoft.AspNetCore.Connections;

namespace Consensoor.Actors.Engine.Port;

/// <summary>
/// Gives a connection to the server of HTTP/2 or to that of HTTP/1.1 by its first bytes, so that both are spoken at one port without TLS,
/// and HTTP/2 by prior knowledge. Who has not begun within a time is let go.
/// </summary>
internal sealed class PrefaceSwitch(
    ConnectionDelegate http1, Func<ConnectionDelegate> http2, TimeSpan patience, TimeProvider time)
{
    /// <summary>Serves a connection to its end.</summary>
    public async Task Serve(ConnectionContext connection)
    {
        if (await IsHttp2(connection) is { } isHttp2)
        {
            await (isHttp2 ? http2() : http1)(connection);
        }
    }

    private async Task<bool?> IsHttp2(ConnectionContext connection)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.ConnectionClosed);
        try
        {
            var input = connection.Transport.Input;
            while (true)
            {
                var read = await input.ReadAsync(stop.Token);
                var verdict = HttpPreface.IsHttp2(read.Buffer);
                if (verdict is null && !read.IsCompleted)
                {
                    input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    continue;
                }

                // Nothing is taken: the server reads it again.
                input.AdvanceTo(read.Buffer.Start);
                return verdict;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Too late, or gone.
            return null;
        }
    }
}
