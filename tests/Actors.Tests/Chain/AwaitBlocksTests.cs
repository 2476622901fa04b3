using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Messages of lanes in the chain's room: each comes back once, and with the right word.</summary>
public class AwaitBlocksTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly Source Honest = new Source.Peer("honest", 1);
    private readonly DirectPorts _ports = new(ManagedBls.Shared);

    [Fact]
    public void TheyComeBackWhenTheirBlockIsImportedAndThoseForItsPayloadAfterIt()
    {
        var core = DirectChain.Start(_ports, static settings => settings);
        var root = RootOf(Chain.Blocks[0]);
        core.Await(new AwaitBlocks([About(root, "vote"), About(root, "full vote", isPayload: true)]), ActorRefs.Nobody);
        Assert.Empty(_ports.Missing);

        core.Import(new ImportBlock(Chain.Blocks[0], ForkName.Gloas, Honest), ActorRefs.Nobody);
        _ports.Run(core);
        Assert.Equal((WaitVerdict.Here, "vote"), Single(Ended()));

        DirectChain.Import(core, _ports, Chain.Blocks[0]);
        Assert.Equal([(WaitVerdict.Here, "vote"), (WaitVerdict.Here, "full vote")], Ended());

        // What comes later goes back at once.
        core.Await(new AwaitBlocks([About(root, "late", isPayload: true)]), ActorRefs.Nobody);
        Assert.Equal((WaitVerdict.Here, "late"), Ended()[^1]);
    }

    [Fact]
    public void WhatNamesARefusedBlockIsToldSoBeforeAndAfter()
    {
        var core = DirectChain.Start(_ports, static settings => settings);
        var bad = Chain.Blocks[0] with { Message = Chain.Blocks[0].Message with { StateRoot = default } };
        core.Await(new AwaitBlocks([About(RootOf(bad), "before")]), ActorRefs.Nobody);
        core.Import(new ImportBlock(bad, ForkName.Gloas, Honest), ActorRefs.Nobody);
        _ports.Run(core);
        core.Await(new AwaitBlocks([About(RootOf(bad), "after")]), ActorRefs.Nobody);
        Assert.Equal([(WaitVerdict.Refused, "before"), (WaitVerdict.Refused, "after")], Ended());
    }

    [Fact]
    public void ABlockThatWaitsItselfIsNotMissing()
    {
        var core = DirectChain.Start(_ports, static settings => settings, at: 9);
        foreach (var block in Chain.Blocks.Take(4))
        {
            core.Import(new ImportBlock(block, ForkName.Gloas, Honest), ActorRefs.Nobody);
        }

        Assert.Empty(_ports.Missing);
    }

    [Fact]
    public void WhatABlockThatWaitsIsMissingIsAskedOfWhoeverSendsOneOnTop()
    {
        var core = DirectChain.Start(_ports, static settings => settings, at: 9);
        var other = new Source.Peer("other", 2);
        core.Import(new ImportBlock(Chain.Blocks[2], ForkName.Gloas, Honest), ActorRefs.Nobody);
        core.Import(new ImportBlock(Chain.Blocks[3], ForkName.Gloas, Honest), ActorRefs.Nobody);
        core.Import(new ImportBlock(Chain.Blocks[4], ForkName.Gloas, other), ActorRefs.Nobody);
        var missing = RootOf(Chain.Blocks[1]);
        Assert.Equal(
            ((Source[])[Honest, Honest, other]).Select(
                source => new ParentUnknown(missing, source) { ChildSlot = Chain.Blocks[2].Message.Slot }),
            _ports.Missing.Cast<ParentUnknown>());
    }

    [Fact]
    public void ABlockThatWaitedIsMissingAgainWhenItIsPushedOutOfTheRoom()
    {
        var core = DirectChain.Start(
            _ports,
            static settings => settings with { Waiting = settings.Waiting.ToDictionary(static shelf => shelf.Key, static _ => 2) },
            at: 9);
        foreach (var number in (int[])[1, 2, 5])
        {
            core.Import(new ImportBlock(Chain.Blocks[number], ForkName.Gloas, Honest), ActorRefs.Nobody);
        }

        Assert.Equal(
            [RootOf(Chain.Blocks[0]), RootOf(Chain.Blocks[0]), RootOf(Chain.Blocks[1]), RootOf(Chain.Blocks[4])],
            _ports.Missing.Select(static missing => missing.Root));
    }

    [Fact]
    public void SyncThatBeginsAnewIsToldOfAllThatIsMissing()
    {
        var core = DirectChain.Start(_ports, static settings => settings, at: 9);
        foreach (var number in (int[])[2, 3, 6])
        {
            core.Import(new ImportBlock(Chain.Blocks[number], ForkName.Gloas, Honest), ActorRefs.Nobody);
        }

        _ports.Missing.Clear();
        core.MissAllAgain();
        Assert.Equal(
            [RootOf(Chain.Blocks[1]), RootOf(Chain.Blocks[5])],
            _ports.Missing.Cast<ParentUnknown>().Select(static missing => missing.Root).Distinct());
    }

    [Fact]
    public void WhatNeverComesIsAskedForOnceAndGivenUp()
    {
        var core = DirectChain.Start(_ports, static settings => settings);
        var root = RootOf(Chain.Blocks[5]);
        core.Await(new AwaitBlocks([About(root, "block", isFetched: true), About(root, "vote")]), ActorRefs.Nobody);
        Assert.Equal(new ParentUnknown(root, Honest), Assert.Single(_ports.Missing));
        for (Slot slot = 2; slot <= 5; slot++)
        {
            Assert.Empty(Ended());
            _ports.Now = DirectChain.In(slot);
            core.OnSlot(slot);
        }

        _ports.Now = DirectChain.In(6);
        core.OnSlot(6);
        Assert.Equal([(WaitVerdict.GivenUp, "block"), (WaitVerdict.GivenUp, "vote")], Ended());
        core.OnSlot(7);
        Assert.Equal(2, Ended().Count);
    }

    [Fact]
    public void ManyThatNameOnePayloadAskForItOnceAPeer()
    {
        var core = DirectChain.Start(_ports, static settings => settings);
        var root = RootOf(Chain.Blocks[0]);
        core.Import(new ImportBlock(Chain.Blocks[0], ForkName.Gloas, Honest), ActorRefs.Nobody);
        _ports.Run(core);
        _ports.Missing.Clear();
        var (vote, other) = (About(root, "vote", isPayload: true, isFetched: true), new Source.Peer("other", 3));
        core.Await(
            new AwaitBlocks([vote, vote with { Source = new Source.Peer("honest", 2) }, vote with { Source = other }, vote]),
            ActorRefs.Nobody);
        Assert.Equal([new PayloadMissing(root, Honest), new PayloadMissing(root, other)], _ports.Missing.Cast<PayloadMissing>());
    }

    [Fact]
    public void TheAncestorsOfABlockThatFinalityHasPassedAreNotLookedFor()
    {
        var core = DirectChain.Start(_ports, static settings => settings, at: 20, epoch: 1);
        core.Import(new ImportBlock(Chain.Blocks[2], ForkName.Gloas, Honest), ActorRefs.Nobody);
        _ports.Run(core);
        Assert.Equal(ImportVerdict.Dropped, Assert.Single(_ports.Answers.OfType<ImportOutcome>()).Verdict);
        Assert.Empty(_ports.Missing);
    }

    [Fact]
    public void AStrangersFloodCostsNobodyElseAPlace()
    {
        var core = DirectChain.Start(_ports, static settings => settings);
        core.Await(new AwaitBlocks([About(RootOf(Chain.Blocks[0]), "honest")]), ActorRefs.Nobody);
        var stranger = new Source.Peer("stranger", 2);
        for (var i = 0; i < 5000; i++)
        {
            var root = new byte[32];
            BitConverter.TryWriteBytes(root, i + 1);
            core.Await(new AwaitBlocks([About(new Root(root), $"stranger {i}") with { Source = stranger }]), ActorRefs.Nobody);
        }

        Assert.DoesNotContain((WaitVerdict.GivenUp, "honest"), Ended());
        Assert.InRange(Ended().Count, 5000 - 2048, 5000 - 2047);
        core.Import(new ImportBlock(Chain.Blocks[0], ForkName.Gloas, Honest), ActorRefs.Nobody);
        _ports.Run(core);
        Assert.Equal((WaitVerdict.Here, "honest"), Ended()[^1]);
    }

    private static AwaitedMessage About(Root root, string item, bool isPayload = false, bool isFetched = false) =>
        new(TopicKind.BeaconAttestation, root, isPayload, isFetched, Honest, 4, item);

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Chain.World.Spec.Ssz(ForkName.Gloas));

    private static T Single<T>(IReadOnlyList<T> items) => Assert.Single(items);

    private List<(WaitVerdict Verdict, string Item)> Ended() =>
        [.. _ports.Answers.OfType<WaitEnded>().SelectMany(static ended => ended.Items.Select(item => (ended.Verdict, (string)item)))];
}
