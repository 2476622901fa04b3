using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>What HTTP/2 itself may say in place of an answer.</summary>
public sealed class RestChannelTests
{
    /// <summary>A stream that is refused or fails, and a connection that ends, say nothing of the protocol that is spoken.</summary>
    [Theory]
    [InlineData(false, 2)]
    [InlineData(false, 7)]
    [InlineData(false, 8)]
    [InlineData(false, 11)]
    [InlineData(true, 0)]
    [InlineData(true, 2)]
    public async Task AResetOfANegotiatedConnectionIsNoBadAnswer(bool isGoAway, int code)
    {
        await using var server = new Http2Server(isGoAway, (uint)code);
        using var channel = new RestChannel(server.Url, null, EngineRun.Own, TimeProvider.System);
        using var reply = new RestReply();
        var failure = await channel.Send(
            new RestRequest("engine/v1/payloads", "prague", new byte[] { 1 }) { Bound = 16, Deadline = TimeSpan.FromSeconds(60) }, reply);
        Assert.Equal(RestFailureKind.Unreachable, failure?.Kind);
    }
}
