using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests what is asked of whom for things wanted by root, and that every want ends.</summary>
public sealed class WantListTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly PeerInfo[] Peers = [Peer("a", -5), Peer("b", 0), Peer("c", -1)];

    private ulong _id;

    [Fact]
    public void WhoNamedItIsAskedFirstThenTheBest()
    {
        var wants = new WantList(SyncTestSettings.Settings);
        wants.Add(KeyOf(1), [], "a", Start);
        foreach (var expected in (string[])["a", "b", "c"])
        {
            var question = Assert.Single(wants.Next(Start, Peers, () => ++_id));
            Assert.Equal(expected, question.Peer);
            Assert.Equal(KeyOf(1).Root, Assert.Single(((BeaconBlocksByRoot)question.Request).BlockRoots));
            wants.Answer(question.Id, question.Peer, isGiven: false, Start);
        }

        // All were asked: after a wait again.
        Assert.Empty(wants.Next(Start, Peers, () => ++_id));
        var later = wants.NextDue!.Value;
        Assert.True(later > Start);
        Assert.Equal("a", Assert.Single(wants.Next(later, Peers, () => ++_id)).Peer);
    }

    [Fact]
    public void WhoNamesMuchAndAnswersLateHoldsUpNobodyElses()
    {
        var wants = new WantList(SyncTestSettings.Settings with { Wants = 16 });
        for (byte number = 1; number <= 3; number++)
        {
            Assert.True(wants.Add(KeyOf(number), [], "a", Start));
        }

        wants.Add(KeyOf(9), [], "b", Start);
        var (now, found) = (Start, false);
        for (var turn = 0; turn < 40 && !found; turn++)
        {
            foreach (var question in wants.Next(now, Peers, () => ++_id).Where(static question => question.Peer != "a"))
            {
                // The honest ones answer at once; a never does.
                found |= question.Peer == "b" && wants.KeyOf(question.Id) == KeyOf(9);
                wants.Answer(question.Id, question.Peer, isGiven: false, now, hasNot: true);
            }

            now = wants.NextDue is { } due && due > now ? due : now;
        }

        Assert.True(found);
        Assert.True(now - Start < TimeSpan.FromSeconds(3), $"{now - Start}");
    }

    [Fact]
    public void WhatThePeerGaveAndTheChainRefusedIsAskedOfAnother()
    {
        var wants = new WantList(SyncTestSettings.Settings);
        wants.Add(KeyOf(1), [], "a", Start);
        var question = Assert.Single(wants.Next(Start, Peers, () => ++_id));
        wants.Answer(question.Id, question.Peer, isGiven: true, Start);
        Assert.Empty(wants.Next(Start, Peers, () => ++_id));
        Assert.Equal("a", wants.Refused(KeyOf(1), Start));
        Assert.Null(wants.Refused(KeyOf(1), Start));
        Assert.Equal("b", Assert.Single(wants.Next(Start, Peers, () => ++_id)).Peer);
        wants.Found(KeyOf(1));
        Assert.True(Assert.Single(wants.TakeEnded()).IsFound);
        Assert.Null(wants.NextDue);
    }

    [Fact]
    public void WhoNamedWhatNobodyHasAnswersForItAndIsNotBelievedAgain()
    {
        var wants = new WantList(SyncTestSettings.Settings);
        var now = Start;
        wants.Add(KeyOf(1), [], "a", now);
        wants.Add(KeyOf(1), [], "c", now);
        var end = default(WantEnd);
        while (end is null)
        {
            now = wants.NextDue!.Value;
            foreach (var question in wants.Next(now, Peers, () => ++_id))
            {
                // Peer c never answers: it may have it.
                wants.Answer(question.Id, question.Peer, isGiven: false, now, hasNot: question.Peer != "c");
            }

            end = wants.TakeEnded().SingleOrDefault();
        }

        Assert.False(end.IsFound);
        Assert.Equal(["a"], end.Inventors);
        Assert.False(wants.Add(KeyOf(1), [], "a", now));
        Assert.True(wants.Add(KeyOf(1), [], "b", now));
        wants.Found(KeyOf(1));
        Assert.Empty(Assert.Single(wants.TakeEnded()).Inventors);
    }

    [Fact]
    public void APeerThatInventsRootsLeavesRoomForOthers()
    {
        var wants = new WantList(SyncTestSettings.Settings with { Wants = 8 });
        for (byte root = 1; root <= 20; root++)
        {
            Assert.Equal(root <= 2, wants.Add(KeyOf(root), [], "a", Start));
        }

        Assert.Equal((2, 18UL), (wants.Count, wants.Dropped));

        // What it names that others named before costs nobody anything.
        Assert.True(wants.Add(KeyOf(30), [], "b", Start));
        Assert.True(wants.Add(KeyOf(30), [], "a", Start));
        Assert.True(wants.Add(KeyOf(31), [], null, Start));
    }

    [Fact]
    public void BlobsAreAskedForByRootAndWhoHasNoneNamedNothingWrong()
    {
        var wants = new WantList(SyncTestSettings.Settings);
        var key = new WantKey(WantKind.Blobs, KeyOf(1).Root);
        wants.Add(key, [0, 2], "a", Start);
        PeerInfo[] peers = [Peer("a", 0), Peer("b", 0)];
        var first = Assert.Single(wants.Next(Start, peers, () => 1));
        Assert.Equal("a", first.Peer);
        Assert.Equal(
            [(KeyOf(1).Root, 0UL), (KeyOf(1).Root, 2UL)],
            Assert.IsType<BlobSidecarsByRoot>(first.Request).Identifiers.Select(static asked => (asked.BlockRoot, asked.Index)));
        wants.Answer(1, "a", isGiven: false, Start, hasNot: true);
        Assert.Equal("b", Assert.Single(wants.Next(Start, peers, () => 2)).Peer);

        // One of them came; the chain says that the other is missing still, which is asked for at once.
        wants.Answer(2, "b", isGiven: true, Start);
        Assert.Empty(wants.Next(Start, peers, () => 3));
        wants.Add(key, [2], "a", Start);
        wants.Found(key);
        Assert.Empty(Assert.Single(wants.TakeEnded()).Inventors);
    }

    [Fact]
    public void ColumnsAndEnvelopesAreAskedForByTheirRoot()
    {
        var wants = new WantList(SyncTestSettings.Settings);
        wants.Add(new WantKey(WantKind.Envelope, KeyOf(1).Root), [], null, Start);
        wants.Add(new WantKey(WantKind.Columns, KeyOf(2).Root), [3, 5], null, Start);
        var questions = wants.Next(Start, Peers, () => ++_id);
        Assert.Equal(KeyOf(1).Root, Assert.Single(((ExecutionPayloadEnvelopesByRoot)questions[0].Request).BlockRoots));
        var columns = Assert.Single(((DataColumnSidecarsByRoot)questions[1].Request).Identifiers);
        Assert.Equal(KeyOf(2).Root, columns.BlockRoot);
        Assert.Equal([3UL, 5UL], columns.Columns);
    }

    [Fact]
    public void ColumnsAreAskedOfThosePeersThatKeepThemAndWhoComesLateWakesThem()
    {
        ColumnSet Kept(PeerInfo peer) => peer.Peer switch
        {
            "a" => ColumnSet.Of([3]),
            "b" => ColumnSet.Of([3, 5, 9]),
            "late" => ColumnSet.Of([7]),
            _ => ColumnSet.None,
        };
        var wants = new WantList(SyncTestSettings.Settings, Kept);
        var key = new WantKey(WantKind.Columns, KeyOf(2).Root);
        PeerInfo[] peers = [new("a", null, 0), new("b", null, -50), new("c", null, 0)];

        // The sender of the block keeps none of them, and is not asked.
        wants.Add(key, [3, 5, 7], "c", Start);
        var first = Assert.Single(wants.Next(Start, peers, () => ++_id));
        Assert.Equal("b", first.Peer);
        Assert.Equal([3UL, 5UL], Columns(first));

        // It gave them; the chain says what is missing still, which nobody here keeps.
        wants.Answer(first.Id, "b", isGiven: true, Start);
        Assert.Empty(wants.Next(Start, peers, () => ++_id));
        wants.Add(key, [7], null, Start);
        Assert.Empty(wants.Next(Start, peers, () => ++_id));
        Assert.True(wants.NextDue > Start);

        PeerInfo late = new("late", null, 0);
        wants.Wake([new PeerInfo("d", null, 0)], Start);
        Assert.Empty(wants.Next(Start, [.. peers, late], () => ++_id));
        wants.Wake([late], Start);
        var second = Assert.Single(wants.Next(Start, [.. peers, late], () => ++_id));
        Assert.Equal("late", second.Peer);
        Assert.Equal([7UL], Columns(second));
        wants.Found(key);
        Assert.True(Assert.Single(wants.TakeEnded()).IsFound);
    }

    [Fact]
    public void EveryWantEndsWithinItsTimeWhateverPeersAndChainDo() => Gen.Select(
        Gen.Int[0, 8].Array[1, 60], Gen.Int[0, 3], Gen.ULong[1, 1000]).Sample(static (steps, peers, seed) =>
        {
            var settings = SyncTestSettings.Settings;
            var wants = new WantList(settings);
            var random = new Random((int)seed);
            var added = new Dictionary<WantKey, DateTimeOffset>();
            var underWay = new List<Question>();
            var given = new List<WantKey>();
            var now = Start;
            var id = 0UL;
            foreach (var step in steps)
            {
                switch (step)
                {
                    case < 3 when wants.Count < settings.Wants:
                        var key = KeyOf((byte)random.Next(20));
                        if (wants.Add(key, [], step == 0 ? "b" : null, now))
                        {
                            added[key] = added.GetValueOrDefault(key, now);
                        }

                        break;
                    case < 3:
                        Assert.False(wants.Add(KeyOf(200), [], null, now));
                        break;
                    case < 6 when underWay.Count > 0:
                        var question = underWay[random.Next(underWay.Count)];
                        underWay.Remove(question);
                        if (wants.KeyOf(question.Id) is { } asked)
                        {
                            wants.Answer(question.Id, question.Peer, step == 5, now);
                            given.AddRange(step == 5 ? [asked] : []);
                        }

                        break;
                    case 6 when given.Count > 0:
                        wants.Refused(given[random.Next(given.Count)], now);
                        break;
                    case 7 when given.Count > 0:
                        wants.Found(given[random.Next(given.Count)]);
                        break;
                    default:
                        now += TimeSpan.FromMilliseconds(random.Next(3000));
                        break;
                }

                underWay.AddRange(wants.Next(now, Peers[..peers], () => ++id));
                Check();
            }

            // Nobody answers any more: it ends by itself, at the times it says.
            for (var turn = 0; wants.NextDue is { } due; turn++)
            {
                Assert.True(turn < 10_000, "it does not end");
                now = due > now ? due : now;
                underWay.AddRange(wants.Next(now, Peers[..peers], () => ++id));
                Check();
            }

            Assert.Equal(0, wants.Count);

            void Check()
            {
                Assert.InRange(wants.Count, 0, settings.Wants);
                Assert.InRange(underWay.Count(question => wants.KeyOf(question.Id) is not null), 0, settings.Questions);
                foreach (var end in wants.TakeEnded())
                {
                    Assert.True(added.Remove(end.Key, out var since));
                    Assert.InRange(now, since, since + settings.Patience + TimeSpan.FromSeconds(3));
                }

                Assert.Equal(added.Count, wants.Count);
            }
        },
        iter: 3000);

    private static IReadOnlyList<ulong> Columns(Question question) =>
        [.. Assert.Single(((DataColumnSidecarsByRoot)question.Request).Identifiers).Columns.AsSpan()];

    private static WantKey KeyOf(byte number)
    {
        var root = new byte[32];
        root[0] = number;
        return new WantKey(WantKind.Block, new Root(root));
    }

    private static PeerInfo Peer(string name, double score) => new(name, new Status(), score);
}
