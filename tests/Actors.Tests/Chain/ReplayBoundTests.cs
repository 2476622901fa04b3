using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>What is replayed for peers in a slot is bounded, whatever they send; what waits for it goes on later.</summary>
public sealed class ReplayBoundTests
{
    private static readonly Source Peer = new Source.Sync("peer");
    private readonly GrownChain _grown = new();
    private readonly DirectPorts _ports = new(ManagedBls.Shared) { Now = GrownChain.In(1) };
    private Slot _slot = 1;

    [Fact]
    public void BringingBackForAPeerGoesOnSlotBySlot()
    {
        var core = Start(replays: 4);
        Grow(core, 30);
        var (root, block) = _grown.Grow(_grown.Roots[14], _slot, isSigned: true)!.Value;
        Import(core, root, block);
        var slots = 0;
        for (; Verdict(root) != ImportVerdict.Imported; slots++)
        {
            // It skips an epoch too, which counts as eight.
            Assert.InRange(Replayed(), 0, 4 * (slots + 1));
            Assert.Null(Verdict(root));
            Next(core);
        }

        Assert.InRange(Replayed(), 9, 14);
        Assert.InRange(slots, (9 + 8 - 4) / 4, 12);
    }

    [Theory]
    [InlineData(4, 2, 100)]
    [InlineData(2, 1, 4)]
    public void WhatWasReplayedStaysForTheNextSlotAndWhoWaitsIsNotGivenUp(int page, int replays, int giveUpSlots)
    {
        var core = Start(replays, settings => settings with { ReplayPage = page, GiveUpSlots = giveUpSlots });
        Grow(core, 30);
        var (root, block) = _grown.Grow(_grown.Roots[14], _slot, isSigned: true)!.Value;
        Import(core, root, block);
        for (var slots = 0; slots < 60 && Verdict(root) is null; slots++)
        {
            Next(core);
        }

        Assert.Equal(ImportVerdict.Imported, Verdict(root));
        Assert.InRange(Replayed(), 9, 14);
    }

    [Fact]
    public void WhatTheNodeItselfReplaysIsReplayedOnceHoweverShortMemoryIs()
    {
        var core = Start(replays: 1, static settings => settings with { StateBudgetMebibytes = 1 });
        Grow(core, 30);
        var (root, block) = _grown.Grow(_grown.Roots[14], _slot)!.Value;
        core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(_slot), Source.Replay.Instance), ActorRefs.Nobody);
        for (var steps = 0; steps < 500 && _ports.RunOne(core); steps++)
        {
        }

        Assert.Equal(ImportVerdict.Imported, Verdict(root));
        Assert.InRange(Replayed(), 9, 14);
    }

    [Fact]
    public void WhatTheNodeItselfReplaysDoesNotWait()
    {
        var core = Start(replays: 1);
        Grow(core, 30);
        var (root, block) = _grown.Grow(_grown.Roots[14], _slot)!.Value;
        core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(_slot), Source.Replay.Instance), ActorRefs.Nobody);
        _ports.Run(core);
        Assert.Equal(ImportVerdict.Imported, Verdict(root));
    }

    [Fact]
    public void NoEpochsAreSkippedForABlockThatNoValidatorSigned()
    {
        var core = Start(replays: 1000);
        Skip(core, epochs: 40);
        var (root, block) = _grown.Grow(_grown.Roots[0], _slot, isSigned: true)!.Value;
        Import(core, root, block with { Signature = default });
        Assert.Equal(ImportVerdict.Refused, Verdict(root));
        Assert.DoesNotContain(_ports.Tasks, static task => task is TransitionBlock);
        Import(core, root, block);
        Assert.Equal(ImportVerdict.Imported, Verdict(root));
    }

    [Fact]
    public void NoEpochsAreSkippedForABlockOfNobodyInTheRegistry()
    {
        var core = Start(replays: 1000);
        Skip(core, epochs: 40);
        var (_, block) = _grown.Grow(_grown.Roots[0], _slot, isSigned: true)!.Value;
        block = block with { Message = block.Message with { ProposerIndex = GrownChain.Validators } };
        var root = block.Message.HashTreeRoot(GrownChain.Spec.Ssz(GrownChain.Spec.ForkAtSlot(_slot)));
        Import(core, root, block);
        Assert.Equal(ImportVerdict.Dropped, Verdict(root));
        Assert.DoesNotContain(_ports.Tasks, static task => task is TransitionBlock);
    }

    [Fact]
    public void ABlockThatSkipsManyEpochsHoldsUpItsOwnKindAlone()
    {
        // 38 epochs count as 304 blocks, which are the share of thirty slots.
        var core = Start(replays: 10);
        Grow(core, 30);
        Skip(core, epochs: 40);
        Root[] tips = [OwnTip(core), OwnTip(core)];
        var (first, block) = _grown.Grow(_grown.Roots[0], _slot, isSigned: true)!.Value;
        var (second, other) = _grown.Grow(_grown.Roots[1], _slot, isSigned: true)!.Value;
        Import(core, first, block);
        Import(core, second, other);
        Next(core);
        Next(core);
        Assert.Equal(ImportVerdict.Waiting, Verdict(second));

        // Those that skip one epoch are not held up by them. Of one of the two tips no state is advanced.
        _slot += 2 * GrownChain.Spec.Preset.SlotsPerEpoch;
        Next(core);
        foreach (var tip in tips)
        {
            var (root, near) = _grown.Grow(tip, _slot, isSigned: true)!.Value;
            Import(core, root, near);
            for (var slots = 0; slots < 3 && Verdict(root) != ImportVerdict.Imported; slots++)
            {
                Next(core);
            }

            Assert.Equal(ImportVerdict.Imported, Verdict(root));
        }
    }

    [Fact]
    public void WhatWaitsForAnOldBlockLeavesPlacesToOthers()
    {
        var core = Start(replays: 1, static settings => settings with { InFlight = 8 });
        Grow(core, 30);
        for (var i = 0; i < 12; i++)
        {
            var (old, block) = _grown.Grow(_grown.Roots[14], _slot, isSigned: true)!.Value;
            Import(core, old, block);
            Assert.Equal(i < 2 ? null : ImportVerdict.Dropped, Verdict(old));
        }

        var (root, next) = _grown.Grow(_grown.Roots[30], _slot, isSigned: true)!.Value;
        Import(core, root, next);
        Assert.Equal(ImportVerdict.Imported, Verdict(root));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhateverPeersSendNoMoreEpochsAreSkippedThanSlotsHave(bool isByGossip)
    {
        Source source = isByGossip ? new Source.Peer("peer", 1) : Peer;
        var core = Start(replays: 80);
        Skip(core, epochs: 40);
        var begun = _slot;
        for (var i = 0; i < 12; i++)
        {
            var (root, block) = _grown.Grow(_grown.Roots[0], _slot, isSigned: true)!.Value;
            Import(core, root, block, source);
            Assert.InRange(Skipped(), 0UL, 40 + (10 * (_slot - begun)));
            Next(core);
        }

        // All the same, whenever the last is paid off there is the next.
        Assert.InRange(Skipped(), 3 * 38UL, 5 * 40UL);
    }

    [Fact]
    public void BlocksThatSkipManyEpochsAreTakenOneAfterTheOther()
    {
        var core = Start(replays: 100);
        Skip(core, epochs: 40);
        var (first, block) = _grown.Grow(_grown.Roots[0], _slot - 1, isSigned: true)!.Value;
        var (second, other) = _grown.Grow(_grown.Roots[0], _slot, isSigned: true)!.Value;
        Import(core, first, block);
        Assert.Equal(ImportVerdict.Imported, Verdict(first));
        Import(core, second, other);
        Assert.Equal(ImportVerdict.Waiting, Verdict(second));

        // 38 epochs at eight blocks each, of which each slot gives a hundred.
        Next(core);
        Assert.Equal(ImportVerdict.Waiting, Verdict(second));
        for (var slots = 0; slots < 3; slots++)
        {
            Next(core);
        }

        // It has waited here meanwhile, and need not come again.
        Assert.Equal(ImportVerdict.Imported, Verdict(second));
        Assert.Single(_ports.Tasks.OfType<TransitionBlock>(), task => task.BlockRoot == second);
    }

    [Fact]
    public void AStateThatAnUpgradeRefusesIsAskedForOnce()
    {
        var core = DirectChain.Start(_ports, static settings => settings, epoch: 1);
        var asked = Assert.IsType<AdvanceSlots>(Assert.Single(_ports.Tasks));
        core.On(new SlotsAdvanced(asked.RequestId, null, Refusal.Because("no upgrade", "upgrade_to_gloas")));
        for (var slot = 2UL; slot < 6; slot++)
        {
            _ports.Now = DirectChain.In(slot);
            core.OnSlot(slot);
        }

        Assert.Single(_ports.Tasks);
    }

    private ChainCore Start(int replays, Func<ChainSettings, ChainSettings>? change = null)
    {
        // No state is advanced ahead of what is imported, so that all is as far behind as it looks.
        change ??= static settings => settings;
        var core = DirectChain.StartOn(_ports, GrownChain.Genesis, settings => change(settings with
        {
            RecentStates = 1,
            StateDensity = 1,
            ReplayPage = 2,
            Replays = replays,
            GiveUpSlots = 100,
            AdvanceSlots = 1,
            HasFastConfirmation = false,
        }));
        _ports.Run(core);
        return core;
    }

    private void Grow(ChainCore core, int blocks)
    {
        for (var i = 0; i < blocks; i++, Next(core))
        {
            var (root, block) = _grown.Grow(_grown.Roots[^1], _slot)!.Value;
            _ports.Find(new StoredBlock(root, block, null));
            core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(_slot), Source.Replay.Instance), ActorRefs.Nobody);
            _ports.Run(core);
        }

        _ports.Tasks.Clear();
    }

    private void Skip(ChainCore core, ulong epochs)
    {
        _slot = epochs * GrownChain.Spec.Preset.SlotsPerEpoch;
        Next(core);
        _ports.Tasks.Clear();
    }

    private void Next(ChainCore core)
    {
        _slot++;
        _ports.Now = GrownChain.In(_slot);
        core.OnSlot(_slot);
        _ports.Run(core);
    }

    private void Import(ChainCore core, Root root, SignedBeaconBlock block, Source? source = null)
    {
        _ports.Answers.Clear();
        _ports.Find(new StoredBlock(root, block, null));
        core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(block.Message.Slot), source ?? Peer), ActorRefs.Nobody);
        _ports.Run(core);
    }

    /// <summary>The ends of epochs that were computed beyond the one that any block may stand behind.</summary>
    private ulong Skipped() => _ports.Tasks.OfType<TransitionBlock>().Aggregate(
        0UL, static (sum, task) => sum + EpochOf(task.Block.Message.Slot) - EpochOf(task.PreState.Slot) - 1);

    private static ulong EpochOf(Slot slot) => slot / GrownChain.Spec.Preset.SlotsPerEpoch;

    /// <summary>Has the node import one on the last that was grown, as its own.</summary>
    private Root OwnTip(ChainCore core)
    {
        var (root, block) = _grown.Grow(_grown.Roots[30], _slot - 1)!.Value;
        _ports.Find(new StoredBlock(root, block, null));
        core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(_slot - 1), Source.Replay.Instance), ActorRefs.Nobody);
        _ports.Run(core);
        return root;
    }

    private int Replayed() => _ports.Tasks.OfType<RegenerateState>().Sum(static task => task.Replay.Blocks.Count);

    private ImportVerdict? Verdict(Root root) =>
        _ports.Answers.OfType<ImportOutcome>().LastOrDefault(outcome => outcome.Root == root)?.Verdict;
}
