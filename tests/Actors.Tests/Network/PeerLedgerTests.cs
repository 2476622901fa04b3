using Consensoor.Actors.Network;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests what is kept of peers that went.</summary>
public sealed class PeerLedgerTests
{
    /// <summary>A stranger takes a new name for each offence: those that offended most are remembered.</summary>
    [Fact]
    public void OfPeersThatWentTheWorstAreKept()
    {
        var ledger = new PeerLedger(static _ => 8);
        ledger.Connect("here");
        ledger.Report("here", PeerOffence.Greedy);
        Offend(ledger, "worst", 3);
        for (var name = 0; name < 2 * PeerLedger.MostKnown; name++)
        {
            Offend(ledger, $"stranger{name}", 1);
        }

        Assert.InRange(ledger.Counters().Count, PeerLedger.MostKnown / 2, PeerLedger.MostKnown);
        Assert.Equal(-60, ledger.ScoreOf("worst"));
        Assert.Equal(-1, ledger.ScoreOf("here"));
        ledger.Disconnect("here");
        for (var name = 0; name < PeerLedger.MostKnown; name++)
        {
            Offend(ledger, $"other{name}", 1);
        }

        Assert.Null(ledger.ScoreOf("here"));
    }

    private static void Offend(PeerLedger ledger, string peer, int times)
    {
        ledger.Connect(peer);
        for (var time = 0; time < times; time++)
        {
            ledger.Report(peer, PeerOffence.Invalid);
        }

        ledger.Disconnect(peer);
    }
}
