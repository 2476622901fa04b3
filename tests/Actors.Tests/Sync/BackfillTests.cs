using System.Globalization;
using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests the fetching of history against peers of which one is honest, over chains with empty slots.</summary>
public sealed class BackfillTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ChainSpec Phase0 = new(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = ulong.MaxValue });
    private static readonly BackfillSettings Settings = new() { Range = 8, Ranges = 3, IsWhole = true };

    /// <summary>How a peer answers.</summary>
    public enum Manner
    {
        Honest,
        Silent,
        Empty,
        WithoutFirst,
        WithoutLast,
        OtherChain,
        BadSignatures,
        WrongSlots,
        Refusing,
        Limited,
        Dripping,
    }

    [Fact]
    public void AllComesDownToGenesisWhateverOtherPeersDoAndTheHonestOneIsNeverReported() => Gen.Select(
        Gen.Int[1, 60], Gen.Int[0, 60].Array[0, 40], Gen.Enum<Manner>().Array[0, 4], Gen.Bool, Gen.Bool).Sample(
        static (length, holes, others, isGenesisKnown, isGenesisServed) =>
        {
            var run = new Run(Chain(length, holes), [.. others, Manner.Honest], isGenesisKnown) { IsGenesisServed = isGenesisServed };
            run.ToEnd(Start + TimeSpan.FromHours(3));
            Assert.True(run.Machine.IsDone, run.Machine.Reason);
            Assert.Equal(run.Wanted, run.Stored.Order());
            Assert.Equal(0UL, run.CompleteFrom);
            Assert.All(run.Reported, peer => Assert.True(run.Manners[peer] is not (Manner.Honest or Manner.Refusing or Manner.Limited)));
        },
        iter: 2000);

    [Fact]
    public void ItStopsWherePeersMayNoLongerAsk()
    {
        var now = Settings with { IsWhole = false };
        var run = new Run(Chain(60, []), [Manner.Honest], isGenesisKnown: true, now) { Clock = 40 + (8 * Epochs) };
        run.ToEnd(Start + TimeSpan.FromHours(1));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal(40UL, run.Machine.Floor);
        Assert.Equal(40UL, run.Stored.Min());
    }

    /// <summary>"Clients MUST respond with at least the first block", and MAY with no more.</summary>
    [Fact]
    public void APeerThatGivesTheFirstBlocksOfARangeAloneIsAskedForTheOthersAndNotBlamed()
    {
        var run = new Run(Chain(60, [7, 8, 9, 24]), [Manner.Limited], isGenesisKnown: true);
        run.ToEnd(Start + TimeSpan.FromMinutes(1));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal(run.Wanted, run.Stored.Order());
        Assert.Empty(run.Reported);
    }

    /// <summary>A block just before each time is over, and never a fault: the range has one time, not each answer.</summary>
    [Fact]
    public void APeerThatGivesABlockAtATimeHoldsUpARangeNoLongerThanOneThatIsSilent()
    {
        var run = new Run(Chain(60, []), [Manner.Dripping, Manner.Honest], isGenesisKnown: true);
        run.ToEnd(Start + TimeSpan.FromMinutes(1));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal(run.Wanted, run.Stored.Order());
        Assert.Empty(run.Reported);
    }

    /// <summary>Its word alone is not taken for minutes, in which another may come.</summary>
    [Fact]
    public void ThatThereIsNothingFurtherDownIsNotTakenOnThePeersWordThatIsThereFirst()
    {
        var run = new Run(Chain(60, []), [Manner.Empty, Manner.Honest], isGenesisKnown: false)
        {
            IsHere = static (peer, now) => peer == 0 || now > Start + TimeSpan.FromMinutes(2),
        };
        run.ToEnd(Start + TimeSpan.FromMinutes(2));
        Assert.False(run.Machine.IsDone, run.Machine.Reason);
        Assert.Contains("1 peer(s) say so", run.Machine.Reason, StringComparison.Ordinal);
        run.ToEnd(Start + TimeSpan.FromHours(1));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal(run.Wanted, run.Stored.Order());
    }

    [Fact]
    public void TheWordOfSeveralIsTakenAtOnceAndThatOfFewAfterMinutes()
    {
        var several = new Run(Chain(20, [1]), [Manner.Honest, Manner.Honest, Manner.Honest, Manner.Honest], isGenesisKnown: false);
        several.ToEnd(Start + TimeSpan.FromSeconds(30));
        Assert.True(several.Machine.IsDone, several.Machine.Reason);
        var few = new Run(Chain(20, [1]), [Manner.Honest], isGenesisKnown: false);
        few.ToEnd(Start + TimeSpan.FromMinutes(2));
        Assert.False(few.Machine.IsDone, few.Machine.Reason);
        few.ToEnd(Start + TimeSpan.FromMinutes(10));
        Assert.True(few.Machine.IsDone, few.Machine.Reason);
        Assert.Equal((0UL, 0UL), (several.CompleteFrom, few.CompleteFrom));
    }

    /// <summary>The parent of a block of slot 1 is that of genesis, whose root nobody need know or confirm.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void BelowSlotOneThereIsNothingToAskFor(int length)
    {
        var run = new Run(Chain(length, []), [Manner.Honest], isGenesisKnown: false);
        run.ToEnd(Start + TimeSpan.FromSeconds(30));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal((0UL, 0), (run.CompleteFrom, run.AskedByRoot));
        Assert.Equal(run.Wanted, run.Stored.Order());
    }

    /// <summary>Who has dropped those slots, or never had them, knows nothing of what lies there.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public void WhoHasNotTheSlotsIsNoWitness(int earliest, bool isEnd)
    {
        var run = new Run(Chain(20, [.. Enumerable.Range(1, 20)]), [.. Enumerable.Repeat(Manner.Empty, 5)], isGenesisKnown: false)
        {
            Earliest = peer => peer == 0 ? 0 : (Slot)earliest,
        };
        run.ToEnd(Start + TimeSpan.FromSeconds(30));
        Assert.Equal(isEnd, run.Machine.IsDone);
    }

    /// <summary>The head's state has the roots of slots: that no block lies between needs nobody's word.</summary>
    [Fact]
    public void TheHeadsStateProvesThatThereIsNothingFurtherDown()
    {
        var chain = Chain(60, [1, 2, 3, 4, 5]);
        var run = new Run(chain, [Manner.Honest], isGenesisKnown: false);
        run.Machine.RootAt = slot => RootOf(chain.Last(block => block.Message.Slot <= slot));
        run.ToEnd(Start + TimeSpan.FromSeconds(30));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal(run.Wanted, run.Stored.Order());
        Assert.Equal(0UL, run.CompleteFrom);
        Assert.Equal(0, run.AskedByRoot);
    }

    [Fact]
    public void ItIsOffWhereItIsSwitchedOff()
    {
        var run = new Run(Chain(20, []), [Manner.Honest], isGenesisKnown: true, Settings with { IsOn = false });
        run.ToEnd(Start + TimeSpan.FromHours(1));
        Assert.Empty(run.Stored);
        Assert.Contains("switched off", run.Machine.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void RangesAreAskedOfSeveralPeersAtOnce()
    {
        var run = new Run(Chain(60, []), [Manner.Honest, Manner.Honest, Manner.Honest], isGenesisKnown: true);
        var first = run.Machine.Next(61, Start, run.Peers, () => ++run.Ids);
        Assert.Equal(3, first.Questions.Count);
        Assert.Equal(3, first.Questions.Select(static question => question.Peer).Distinct().Count());
    }

    [Fact]
    public void ABlockThatNobodyHasIsAskedForMoreAndMoreSeldomAndFetchedWhenItIsThere()
    {
        var run = new Run(Chain(20, []), [Manner.Empty, Manner.Honest], isGenesisKnown: true)
        {
            IsHere = static (peer, now) => peer == 0 || now > Start + TimeSpan.FromHours(1),
        };
        run.ToEnd(Start + TimeSpan.FromHours(1));
        Assert.Empty(run.Stored);
        Assert.InRange(run.Asked, 30, 300);
        run.ToEnd(Start + TimeSpan.FromHours(1) + TimeSpan.FromMinutes(5));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal(run.Wanted, run.Stored.Order());
    }

    /// <summary>Below the first slot there is nothing to ask for, and nobody is needed to say so.</summary>
    [Fact]
    public void WhatNobodyCanAnswerCostsNothing()
    {
        var run = new Run(Chain(0, []), [Manner.Honest], isGenesisKnown: false) { IsHere = static (_, _) => false };
        run.ToEnd(Start + TimeSpan.FromHours(1));
        Assert.True(run.Machine.IsDone, run.Machine.Reason);
        Assert.Equal((1, 0), (run.Steps, run.Asked));
    }

    /// <summary>A restart goes on below what storage has.</summary>
    [Fact]
    public void ARestartGoesOnWhereStorageHasComeTo()
    {
        var run = new Run(Chain(60, [3, 4, 30]), [Manner.Honest], isGenesisKnown: true);
        run.ToEnd(Start + TimeSpan.FromHours(1), stopAt: 20);
        var asked = run.Asked;
        run.Restart();
        run.ToEnd(Start + TimeSpan.FromHours(2));
        Assert.Equal(run.Wanted, run.Stored.Order());
        Assert.All(run.AskedSlots.Skip(asked), static slot => Assert.True(slot < 20));
    }

    private static ulong Epochs => Retention.ComputeMinEpochsForBlockRequests(Phase0.Config, ForkName.Phase0);

    private static List<SignedBeaconBlock> Chain(int length, int[] holes, byte mark = 0)
    {
        var blocks = new List<SignedBeaconBlock>();
        var parent = new BeaconBlock { Body = BeaconBlockBody.Default(Phase0.Ssz(ForkName.Phase0)) };
        blocks.Add(new SignedBeaconBlock { Message = parent });
        for (var slot = 1; slot <= length + 1; slot++)
        {
            if (slot <= length && holes.Contains(slot))
            {
                continue;
            }

            var last = blocks[^1].Message;
            blocks.Add(new SignedBeaconBlock
            {
                Message = last with { Slot = (Slot)slot, ParentRoot = RootOf(blocks[^1]), ProposerIndex = mark },
            });
        }

        return blocks;
    }

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Phase0.Ssz(ForkName.Phase0));

    private sealed class Run
    {
        private readonly List<SignedBeaconBlock> _chain;
        private readonly List<SignedBeaconBlock> _other;
        private readonly BackfillSettings _settings;
        private readonly PriorityQueue<PeerAnswered, (DateTimeOffset, ulong)> _answers = new();
        private readonly Root? _genesis;
        private (Slot Oldest, Root Parent) _kept;
        private DateTimeOffset _now = Start;

        public Run(List<SignedBeaconBlock> chain, Manner[] manners, bool isGenesisKnown, BackfillSettings? settings = null)
        {
            (_chain, Manners, _settings) = (chain, manners, settings ?? Settings);
            _other = Chain((int)chain[^1].Message.Slot - 1, [], mark: 1);
            _genesis = isGenesisKnown ? RootOf(chain[0]) : null;
            _kept = (chain[^1].Message.Slot, chain[^1].Message.ParentRoot);
            Clock = chain[^1].Message.Slot + 1;
            Restart();
        }

        public Backfill Machine { get; private set; } = null!;

        public Manner[] Manners { get; }

        public Slot Clock { get; init; }

        public bool IsGenesisServed { get; init; }

        public Func<int, Slot> Earliest { get; init; } = static _ => 0;

        public Func<int, DateTimeOffset, bool> IsHere { get; init; } = static (_, _) => true;

        public int AskedByRoot { get; private set; }

        public ulong Ids;

        public int Asked { get; private set; }

        public int Steps { get; private set; }

        public List<Slot> AskedSlots { get; } = [];

        public List<Slot> Stored { get; } = [];

        public HashSet<int> Reported { get; } = [];

        public Slot? CompleteFrom { get; private set; }

        public IEnumerable<Slot> Wanted => _chain.Skip(1).SkipLast(1).Select(static block => block.Message.Slot);

        public List<PeerInfo> Peers => [.. Enumerable.Range(0, Manners.Length).Where(peer => IsHere(peer, _now)).Select(peer =>
            new PeerInfo(
                peer.ToString(CultureInfo.InvariantCulture),
                new Status { HeadSlot = _chain[^1].Message.Slot, EarliestAvailableSlot = Earliest(peer) },
                0))];

        public void Restart()
        {
            Machine = new Backfill(_settings, Phase0, _genesis);
            Machine.Begin(_kept.Oldest, _kept.Parent);
            _answers.Clear();
        }

        public void ToEnd(DateTimeOffset end, Slot stopAt = 0)
        {
            while (!Machine.IsDone && _now < end && _kept.Oldest > stopAt)
            {
                Steps++;
                Do(Machine.Next(Clock, _now, Peers, () => ++Ids));
                var due = Machine.NextDue ?? end;
                if (_answers.TryPeek(out var answer, out var at) && at.Item1 <= due)
                {
                    _answers.Dequeue();
                    _now = at.Item1 > _now ? at.Item1 : _now;
                    Do(Machine.Answer(answer, _now));
                }
                else
                {
                    _now = due > _now ? due : _now + TimeSpan.FromMilliseconds(10);
                }
            }
        }

        private void Do(BackfillStep step)
        {
            foreach (var (peer, _, _) in step.Offences)
            {
                Reported.Add(int.Parse(peer, CultureInfo.InvariantCulture));
            }

            foreach (var question in step.Questions)
            {
                Asked++;
                AskedByRoot += question.Request is BeaconBlocksByRoot ? 1 : 0;
                AskedSlots.Add(question.Request is BeaconBlocksByRange range ? range.StartSlot : 0);
                Answer(question);
            }

            if (step.Verify is { } verify)
            {
                Do(Machine.Verified(
                    verify.Question!.Value, [.. verify.Blocks.Select(static block => block.Block.Signature == default)], _now));
            }

            if (step.Keep is { } keep)
            {
                Assert.Equal(_kept.Parent, keep.Blocks[^1].Root);
                Stored.AddRange(keep.Blocks.Select(static block => block.Block.Message.Slot));
                Keep(Machine.AfterKeeping(keep));
            }

            if (step.CompleteFrom is { } from)
            {
                Keep((from, _kept.Parent));
            }
        }

        private void Keep((Slot Oldest, Root Parent) kept)
        {
            _kept = kept;
            CompleteFrom = kept.Oldest;
            Machine.OnKept(kept.Oldest, kept.Parent);
        }

        private void Answer(Question question)
        {
            var peer = int.Parse(question.Peer, CultureInfo.InvariantCulture);
            var manner = Manners[peer];
            if (manner == Manner.Silent)
            {
                return;
            }

            var chain = manner == Manner.OtherChain ? _other : _chain;
            List<SignedBeaconBlock> items = question.Request switch
            {
                BeaconBlocksByRange range => [.. chain.Skip(1).Where(block =>
                    block.Message.Slot >= range.StartSlot && block.Message.Slot < range.StartSlot + range.Count)],
                BeaconBlocksByRoot roots when manner is Manner.Honest or Manner.WithoutFirst or Manner.BadSignatures or Manner.Limited
                    or Manner.Dripping =>
                    [.. chain.Skip(IsGenesisServed ? 0 : 1).Where(block => RootOf(block) == roots.BlockRoots[0])],
                _ => [],
            };
            items = manner switch
            {
                Manner.Empty or Manner.Refusing => [],
                Manner.Limited => [.. items.Take(3)],
                Manner.Dripping => [.. items.Take(1)],
                Manner.WithoutFirst => [.. items.Skip(1)],
                Manner.WithoutLast => [.. items.SkipLast(1)],
                Manner.BadSignatures => [.. items.Select(static block => block with { Signature = Forged })],
                Manner.WrongSlots => [.. items.Select(static block => block with { Message = block.Message with { Slot = 1000 } })],
                _ => items,
            };
            var result = manner == Manner.Refusing ? PeerResult.ResourceUnavailable : PeerResult.Answered;
            _answers.Enqueue(
                new PeerAnswered(question.Id, question.Peer, question.Request, result, items),
                (_now + (manner == Manner.Dripping ? _settings.Patience * 0.95 : TimeSpan.FromMilliseconds(50 + peer)), question.Id));
        }

        private static BLSSignature Forged => BLSSignature.Parse("0x" + new string('1', 192));
    }
}
