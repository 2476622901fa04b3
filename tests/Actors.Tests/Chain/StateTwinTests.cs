using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// A chain whose states are let go for want of memory says of random trees of blocks and votes, across a fork, what one says that keeps all
/// of them.
/// </summary>
public sealed class StateTwinTests
{
    private enum Step
    {
        Slot,
        Epoch,
        Block,
        OldBlock,
        Votes,
    }

    private static readonly Gen<(Step Step, int Pick)[]> Histories = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(Step.Slot)), (1, Gen.Const(Step.Epoch)), (6, Gen.Const(Step.Block)), (2, Gen.Const(Step.OldBlock)),
            (3, Gen.Const(Step.Votes))),
        Gen.Int[0, 1000]).Array[20, 60];

    [Fact]
    public void WhatIsKeptChangesNoAnswer()
    {
        var (letGo, byAge) = (0, 0);
        Histories.Sample(
            steps =>
            {
                var run = new Twins().Run(steps);
                Interlocked.Add(ref letGo, run.LetGo);
                Interlocked.Add(ref byAge, run.ByAge);
            },
            iter: 12);

        // They did what they are for, and for want of memory too: without this the twins would be the same program.
        Assert.True(letGo > byAge, $"{letGo} states are gone, and {byAge} where there is memory for all");
        Assert.True(byAge > 0);
    }

    private sealed class Twins
    {
        private readonly GrownChain _grown = new();
        private readonly List<(DirectPorts Ports, ChainCore Core)> _nodes = [];
        private Slot _slot = 1;

        public Twins()
        {
            Start(static settings => settings with { RecentStates = 100_000, StateBudgetMebibytes = 1 << 20, Restores = 1000 });
            Start(static settings => settings with { RecentStates = 4, StateDensity = 2, StateBudgetMebibytes = 1, ReplayPage = 3 });
            Start(static settings => settings with { RecentStates = 4, StateDensity = 2, StateBudgetMebibytes = 1 << 20, ReplayPage = 3 });
        }

        /// <summary>Has all take the steps; gives how many states the second has let go, and the third, which has memory enough.</summary>
        public (int LetGo, int ByAge) Run((Step Step, int Pick)[] steps)
        {
            foreach (var (step, pick) in steps)
            {
                Take(step, pick);
                AssertSame();
            }

            var gone = _nodes
                .Select(static node => node.Core.Store.Blocks.Values.Count(static block => block.KeptState is null))
                .ToArray();
            Assert.Equal(0, gone[0]);
            return (gone[1], gone[2]);
        }

        private void Start(Func<ChainSettings, ChainSettings> change)
        {
            var ports = new DirectPorts(ManagedBls.Shared) { Now = GrownChain.In(_slot) };
            _nodes.Add((ports, DirectChain.StartOn(ports, GrownChain.Genesis, change)));
        }

        private void Take(Step step, int pick)
        {
            var recent = _grown.Roots[^(1 + (pick % Math.Min(3, _grown.Roots.Count)))];
            var any = _grown.Roots[pick % _grown.Roots.Count];
            switch (step)
            {
                case Step.Slot or Step.Epoch:
                    _slot += step == Step.Slot ? 1 : GrownChain.Spec.Preset.SlotsPerEpoch;
                    foreach (var (ports, core) in _nodes)
                    {
                        ports.Now = GrownChain.In(_slot);
                        core.OnSlot(_slot);
                        ports.Run(core);
                    }

                    break;
                case Step.Block or Step.OldBlock when _grown.Grow(step == Step.Block ? recent : any, _slot) is var (root, block):
                    foreach (var (ports, core) in _nodes)
                    {
                        ports.Find(new StoredBlock(root, block, null));
                        core.Import(new ImportBlock(block, GrownChain.Spec.ForkAtSlot(_slot), Source.Replay.Instance), ActorRefs.Nobody);
                        ports.Run(core);
                    }

                    break;
                case Step.Votes:
                    Vote(any, pick);
                    break;
            }
        }

        private void Vote(Root root, int pick)
        {
            var state = _grown.Posts[root];
            var (epoch, preset) = (Misc.ComputeEpochAtSlot(GrownChain.Spec.Preset, _slot), GrownChain.Spec.Preset);
            var start = Misc.ComputeStartSlotAtEpoch(preset, epoch);
            var target = state.Slot <= start ? root : state.BlockRoots[start % preset.SlotsPerHistoricalRoot];
            var data = new AttestationData
            {
                Slot = _slot - 1,
                BeaconBlockRoot = root,
                Target = new Checkpoint { Epoch = Misc.ComputeEpochAtSlot(preset, _slot - 1), Root = target },
            };
            ValidatorIndex[] voters =
                [.. Enumerable.Range(pick, 400).Select(static index => (ulong)(index * 7 % GrownChain.Validators)).Order()];
            foreach (var (ports, core) in _nodes)
            {
                core.Apply(new ApplyAttestations([new VerifiedAttestation(new Attestation { Data = data }, voters)]));
                core.OnDeadline(new DutyDue(_slot, DutyPoint.Attestation, ports.Now));
                ports.Run(core);
            }
        }

        private void AssertSame()
        {
            var ((allPorts, all), (fewPorts, few)) = (_nodes[0], _nodes[1]);
            Assert.Equal(all.Store.Blocks.Keys.Order(), few.Store.Blocks.Keys.Order());
            Assert.Equal(all.Head!.Root, few.Head!.Root);
            Assert.Equal(all.Store.JustifiedCheckpoint, few.Store.JustifiedCheckpoint);
            Assert.Equal(_grown.Posts[few.Head.Root].HashTreeRoot(), few.Head.State.HashTreeRoot());
            Assert.Equal(
                allPorts.Answers.OfType<ImportOutcome>().Select(static outcome => (outcome.Root, outcome.Verdict)),
                fewPorts.Answers.OfType<ImportOutcome>().Select(static outcome => (outcome.Root, outcome.Verdict)));
            var (allView, fewView) = (allPorts.View!, fewPorts.View!);
            Assert.All(
                new[] { allView, fewView },
                static view => Assert.Equal(view.Blocks.Values.Count(static block => block.State is not null), view.StatesInMemory));
            foreach (var root in _grown.Roots.Where(allView.Blocks.ContainsKey))
            {
                Assert.Equal(allView.GetCheckpointBlock(root, 1), fewView.GetCheckpointBlock(root, 1));
                Assert.Equal(allView.IsCanonical(root), fewView.IsCanonical(root));
                if (few.Store.Blocks[root].KeptState is { } state)
                {
                    Assert.Equal(_grown.Posts[root].HashTreeRoot(), state.HashTreeRoot());
                }
            }
        }
    }
}
