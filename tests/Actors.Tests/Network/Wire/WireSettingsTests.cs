using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Tests.Chain;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Tests which of two clocks of a request runs out first.</summary>
public sealed class WireSettingsTests
{
    /// <summary>
    /// A stream that ends by itself is a peer that went, which costs nothing and counts as no lost ping: whoever asked has to be first to
    /// say that no answer came, whatever the settings.
    /// </summary>
    [Theory]
    [InlineData("reference", 10, 60)]
    [InlineData("consensoor.requests { chunk-timeout = 45s, answer-timeout = 3m }", 45, 180)]
    public void AStreamEndsBehindTheTimeOfItsQuestion(string hocon, int chunk, int answer)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, hocon == "reference" ? "" : hocon);
        var config = NodeHocon.Load("reference", file, []).Config.GetConfig("consensoor");
        File.Delete(file);
        var world = RecordedChain.Instance.World;
        var times = WireSettings.From(world.Spec, world.Genesis, new IPEndPoint(IPAddress.Loopback, 0), [], 1, config).Timeouts;
        Assert.All(new[] { times.Agreement, times.Chunk }, time => Assert.InRange(time.TotalSeconds, chunk + 1, chunk + 20));
        Assert.InRange(times.Answer.TotalSeconds, answer + 1, answer + 20);
    }
}
