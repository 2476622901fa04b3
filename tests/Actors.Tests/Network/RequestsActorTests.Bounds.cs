using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests what bounds the questions of peers: buckets, places and bytes.</summary>
public sealed partial class RequestsActorTests
{
    /// <summary>Four answers are in the bucket of pings; the fifth waits for 2.5 seconds, and a peer's other buckets are full.</summary>
    [Fact]
    public void ABucketIsOfAPeerAndAProtocol()
    {
        for (var ping = 0; ping < 5; ping++)
        {
            Ask("honest", "ping", 1, [1, 0, 0, 0, 0, 0, 0, 0]);
        }

        Ask("other", "ping", 1, [1, 0, 0, 0, 0, 0, 0, 0]);
        Ask("honest", "metadata", 3, []);
        var told = Told();
        Assert.Equal([1UL, 2, 3, 4, 6, 7], told.OfType<SendChunk>().Select(static chunk => chunk.Id));
        Assert.Equal(5UL, _network.FishForMessage<SendChunk>(static _ => true, TimeSpan.FromSeconds(30)).Id);
    }

    [Fact]
    public void MoreQuestionsAtOnceThanMayBeAreAnsweredAsTooMany()
    {
        for (var question = 0; question < 3; question++)
        {
            Ask("honest", "beacon_blocks_by_root", 2, RootOf(17).ToArray());
        }

        var told = Told();
        Assert.Equal((3UL, ResponseCode.RateLimited), told.OfType<SendChunk>().Select(static chunk => (chunk.Id, chunk.Code)).Single());
        Assert.Equal(PeerOffence.Greedy, told.OfType<ReportPeer>().Single().Offence);
    }

    /// <summary>32 peers hold all places and read nothing: who asks less than they finds one, until everybody has one.</summary>
    [Fact]
    public void WhereAllPlacesAreTakenWhoHasMostMakesRoom()
    {
        for (var question = 0; question < 64; question++)
        {
            Ask($"greedy{question / 2}", "beacon_blocks_by_root", 2, RootOf(17).ToArray());
        }

        Assert.Empty(Told().OfType<SendChunk>());
        for (var other = 0; other < 32; other++)
        {
            Ask($"other{other}", "beacon_blocks_by_root", 2, RootOf(18).ToArray());
        }

        var turnedAway = Told().OfType<SendChunk>().ToArray();
        Assert.Equal(32, turnedAway.Length);
        Assert.All(turnedAway, static chunk => Assert.Equal((true, ResponseCode.RateLimited), (chunk.Id <= 64, chunk.Code)));
        Ask("late", "beacon_blocks_by_root", 2, RootOf(18).ToArray());
        Assert.Equal(_id, Told().OfType<SendChunk>().Single().Id);
    }

    /// <summary>Else a stranger would end the questions of others by asking for what is not here, which costs it nothing.</summary>
    [Fact]
    public void WhatIsRefusedTakesNobodysPlace()
    {
        for (var question = 0; question < 64; question++)
        {
            Ask($"greedy{question / 2}", "beacon_blocks_by_root", 2, RootOf(17).ToArray());
        }

        _requests.Tell(new HistoryKept(100, default));
        Ask("stranger", "beacon_blocks_by_range", new BeaconBlocksByRangeRequest { StartSlot = 1, Count = 1, Step = 1 });
        var answer = Told().OfType<SendChunk>().Single();
        Assert.Equal((_id, ResponseCode.ResourceUnavailable), (answer.Id, answer.Code));
    }

    /// <summary>Else a stranger had as much looked up as it likes: two questions at once would bind nobody who takes them back.</summary>
    [Fact]
    public void AQuestionThatIsTakenBackKeepsItsPlaceUntilStorageHasAnswered()
    {
        for (var question = 0; question < 10; question++)
        {
            Ask("honest", "beacon_blocks_by_root", 2, RootOf(17).ToArray());
            _requests.Tell(new RequestGone(_id));
        }

        var told = Told();
        Assert.Equal(8, told.OfType<SendChunk>().Count(static chunk => chunk.Code == ResponseCode.RateLimited));
        Assert.Equal(8, told.OfType<ReportPeer>().Count(static report => report.Offence == PeerOffence.Greedy));
        _requests.Tell(new StoredBlock(RootOf(17), null, null));
        Ask("honest", "beacon_blocks_by_root", 2, RootOf(18).ToArray());
        Assert.Empty(Told().OfType<SendChunk>());
        Assert.Equal([17UL, 17UL, 18UL], Enumerable.Range(0, 3).Select(_ => SlotOf(_storage.ExpectMsg<LoadBlock>().Root)));
    }

    /// <summary>A goodbye is a chunk in ten seconds; those that nobody waits for are paid for too.</summary>
    [Fact]
    public void AQuestionThatIsTakenBackIsPaidForAsAnyOther()
    {
        for (var question = 0; question < 10; question++)
        {
            Ask("honest", "goodbye", 1, [1, 0, 0, 0, 0, 0, 0, 0]);
            _requests.Tell(new RequestGone(_id));
        }

        Assert.Equal(7, Told().OfType<ReportPeer>().Count(static report => report.Offence == PeerOffence.Greedy));
    }

    /// <summary>512 blocks in ten seconds are a peer's, here or not: roots of nothing are looked up no faster.</summary>
    [Fact]
    public void WhatIsLookedUpInVainIsPaidForToo()
    {
        var nothing = RequestForms.WriteRoots([.. Enumerable.Range(1, 128).Select(static i => RootOf((Slot)i << 32))]);
        var (lookedUp, watch) = (0, System.Diagnostics.Stopwatch.StartNew());
        for (var question = 0; question < 12; question++)
        {
            Ask("honest", "beacon_blocks_by_root", 2, nothing);
            while (lookedUp < 128 * (question + 1) && _storage.ReceiveOne(Patience(lookedUp)) is LoadBlock load)
            {
                lookedUp++;
                _requests.Tell(new StoredBlock(load.Root, null, null));
            }
        }

        Assert.InRange<double>(lookedUp, 512, 512 + (52 * watch.Elapsed.TotalSeconds) + 10);

        // What has to come is waited for, however busy the machine is.
        static TimeSpan Patience(int lookedUp) => lookedUp < 512 ? TimeSpan.FromSeconds(30) : TimeSpan.FromMilliseconds(150);
    }

    /// <summary>Each envelope has 600 KB: two go beyond a MiB.</summary>
    [Fact]
    public void NoMoreChunksAreMadeThanTheWireSends()
    {
        var roots = Enumerable.Range(1, 5).Select(static number => RootOf((Slot)number)).ToArray();
        Ask("honest", "execution_payload_envelopes_by_root", 1, RequestForms.WriteRoots(roots));
        var sent = 0;
        var ssz = 0;
        for (var stored = 0; ;)
        {
            var told = Told();
            sent += told.OfType<SendChunk>().Count();
            ssz = told.OfType<SendChunk>().LastOrDefault()?.Ssz.Length ?? ssz;
            if (told.OfType<EndResponse>().Any())
            {
                break;
            }

            if (_storage.HasMessages)
            {
                _storage.ExpectMsg<LoadBlock>();
                _requests.Tell(Stored(roots[stored++]));
            }
            else
            {
                Assert.True(sent >= 2);
                _requests.Tell(new ChunkSent(_id, ssz));
            }
        }

        Assert.Equal(5, sent);
        Ask("honest", "execution_payload_envelopes_by_root", 1, RequestForms.WriteRoots(roots));
        _requests.Tell(Stored(roots[0]));
        _requests.Tell(Stored(roots[1]));
        _requests.Tell(new RequestGone(_id));
        _requests.Tell(new ChunkSent(_id, ssz));
        Assert.DoesNotContain(Told(), static message => message is EndResponse);
    }
}
