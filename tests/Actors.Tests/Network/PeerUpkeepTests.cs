using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests when peers are pinged and asked for metadata, against any order of answers.</summary>
public class PeerUpkeepTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    [Fact]
    public void MetadataIsAskedOnConnectAndWhenTheNumberMoves()
    {
        var upkeep = Connected();
        Assert.IsType<MetaDataRequest>(Assert.Single(upkeep.Take(1, Start)).Request);
        upkeep.Answered("a", PeerResult.Answered, new MetaData { SeqNumber = 4 }, Start);
        var ping = Assert.IsType<PingRequest>(Assert.Single(upkeep.Take(7, Start + Interval)).Request);
        Assert.Equal(7UL, ping.SeqNumber);
        Assert.False(upkeep.Ponged("a", PeerResult.Answered, 4, Start + Interval));
        Assert.Empty(upkeep.Take(7, Start + Interval));
        upkeep.Heard("a", 5, Start + Interval);
        Assert.IsType<MetaDataRequest>(Assert.Single(upkeep.Take(7, Start + Interval)).Request);
        upkeep.Disconnect("a");
        Assert.Null(upkeep.NextDue);
    }

    [Fact]
    public void APeerIsLostByThreePingsInARowAndNotByOneThatSpeaksNone()
    {
        var upkeep = Connected();
        Assert.False(upkeep.Ponged("a", PeerResult.TimedOut, null, Start));
        Assert.False(upkeep.Ponged("a", PeerResult.TimedOut, null, Start));
        Assert.False(upkeep.Ponged("a", PeerResult.Answered, 0, Start));
        Assert.False(upkeep.Ponged("a", PeerResult.TimedOut, null, Start));
        Assert.False(upkeep.Ponged("a", PeerResult.TimedOut, null, Start));
        Assert.False(upkeep.Ponged("a", PeerResult.Busy, null, Start));
        Assert.True(upkeep.Ponged("a", PeerResult.TimedOut, null, Start));
        upkeep.Answered("a", PeerResult.Unsupported, null, Start);
        Assert.False(upkeep.Ponged("a", PeerResult.Unsupported, null, Start));
        Assert.Empty(upkeep.Take(1, Start + TimeSpan.FromDays(1)));
    }

    /// <summary>Whatever a peer says, and however late: one question of a kind at a time, none too soon.</summary>
    [Fact]
    public void APeerCannotMakeItAskTooOften() =>
        Gen.Select(Gen.Int[0, 8], Gen.ULong[0, 3], Gen.Int[0, 15]).List[1, 200].Sample(
            static steps =>
            {
                var upkeep = Connected();
                var (now, lastPing, lastMetaData) = (Start, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
                var (isPinged, isAsked, known) = (false, false, (ulong?)null);
                foreach (var (what, number, seconds) in steps)
                {
                    now += TimeSpan.FromSeconds(seconds);
                    switch (what)
                    {
                        case 0 when isPinged:
                            isPinged = false;
                            var result = number == 0 ? PeerResult.TimedOut : PeerResult.Answered;
                            upkeep.Ponged("a", result, number == 0 ? null : number, now);
                            lastPing = now;
                            break;
                        case 1 when isAsked:
                            isAsked = false;
                            var metaData = number == 0 ? null : new MetaData { SeqNumber = number };
                            upkeep.Answered("a", metaData is null ? PeerResult.TimedOut : PeerResult.Answered, metaData, now);
                            (lastMetaData, known) = (now, metaData?.SeqNumber ?? known);
                            break;
                        case 2 or 3:
                            upkeep.Heard("a", number, now);
                            break;
                        default:
                            foreach (var (_, request) in upkeep.Take(1, now))
                            {
                                Assert.False(request is PingRequest ? isPinged : isAsked);
                                Assert.True(now >= (request is PingRequest ? lastPing + Interval : lastMetaData + Pause)
                                    || lastMetaData == DateTimeOffset.MinValue);
                                isPinged |= request is PingRequest;
                                isAsked |= request is MetaDataRequest;
                            }

                            break;
                    }
                }

                // In the end what holds is known, or asked for.
                if (isAsked)
                {
                    upkeep.Answered("a", PeerResult.Answered, new MetaData { SeqNumber = 9 }, now);
                    known = 9;
                }

                upkeep.Heard("a", 9, now);
                var asks = upkeep.Take(1, now + Pause).Any(static due => due.Request is MetaDataRequest);
                Assert.Equal(known != 9, asks || (isAsked && known != 9));
            },
            iter: 2000);

    private static PeerUpkeep Connected()
    {
        var upkeep = new PeerUpkeep(Interval, Pause, 3);
        upkeep.Connect("a", Start);
        return upkeep;
    }
}
