using System.Net;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Interop.Identity;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Discovery;

/// <summary>Tests which address a node tells before others say which one they see.</summary>
public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "203.0.113.1", "10.0.0.1", "192.0.2.7")]
    [InlineData("0.0.0.0", null, "127.0.0.1 ::1 172.16.3.2 10.0.0.1", "172.16.3.2")]
    [InlineData("0.0.0.0", null, "127.0.0.1 172.16.3.2 203.0.113.9", "203.0.113.9")]
    [InlineData("0.0.0.0", "203.0.113.1", "127.0.0.1 172.16.3.2", "203.0.113.1")]
    [InlineData("0.0.0.0", "203.0.113.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("0.0.0.0", "172.16.9.9", "172.16.3.2", "172.16.3.2")]
    [InlineData("0.0.0.0", null, "127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", null, "", "127.0.0.1")]
    [InlineData("::", "203.0.113.1", "172.16.3.2 fe80::1 2001:db8::5", "2001:db8::5")]
    [InlineData("::", null, "172.16.3.2 fe80::1", "::1")]
    public void TheAddressIsTheOneThatOthersCanReach(string listen, string? kept, string machine, string expected)
    {
        var record = kept is null ? null : TestRecords.Of(NodeKey.Create(), kept);
        IPAddress[] own = [.. machine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        Assert.Equal(IPAddress.Parse(expected), OwnAddress.Of(IPAddress.Parse(listen), record, own));
    }
}
