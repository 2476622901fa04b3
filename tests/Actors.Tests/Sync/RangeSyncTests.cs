using System.Globalization;
using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests a sync by range against peers of which some are honest, over chains with empty slots.</summary>
public sealed class RangeSyncTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ChainSpec Phase0 = new(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = ulong.MaxValue });

    /// <summary>How a peer answers.</summary>
    public enum Manner
    {
        Honest,
        Silent,
        Empty,
        Forged,
        WrongSlots,
        OutOfOrder,
        LateEmpty,
        Late,
    }

    [Fact]
    public void TheHeadComesToThatOfTheHonestPeersWhateverTheOthersDo() => Gen.Select(
        Gen.Int[0, 60], Gen.Int[0, 60].Array[0, 40], Gen.Enum<Manner>().Array[0, 4]).Sample(static (length, holes, others) =>
        {
            var chain = Enumerable.Range(1, length + 1)
                .Where(slot => slot == length + 1 || !holes.Contains(slot))
                .Select(static slot => (Slot)slot)
                .ToList();
            Manner[] manners = [.. others, Manner.Honest];
            var run = new Run(chain, manners, head: chain[0]);
            run.ToEnd();
            Assert.InRange(run.Head, chain[^1] - (Slot)Math.Min(SyncTestSettings.Settings.Tolerance, (int)chain[^1]), chain[^1]);
            Assert.False(run.Machine.IsRunning);
            Assert.DoesNotContain(manners.Length - 1, run.Penalized);
            Assert.All(run.Penalized, peer => Assert.True(manners[peer] is not (Manner.Honest or Manner.Silent or Manner.Late)));
        },
        iter: 3000);

    [Theory]
    [InlineData(Manner.LateEmpty)]
    [InlineData(Manner.Late)]
    public void LatePeersCostTheirFirstAnswerOnly(Manner manner)
    {
        Manner[] manners = [manner, manner, manner, Manner.Honest];
        var run = new Run([.. Enumerable.Range(1, 200).Select(static slot => (Slot)slot)], manners, head: 1);
        run.ToEnd();
        Assert.InRange(run.Head, 198UL, 200UL);
        Assert.DoesNotContain(3, run.Penalized);
        Assert.True(run.Took < TimeSpan.FromSeconds(3 * 4), $"{run.Took}");
    }

    [Fact]
    public void SlotsThatOneCallsEmptyAreAskedOfOthersAndItAnswersForIt()
    {
        Manner[] manners = [Manner.Empty, Manner.Honest, Manner.Honest];
        var run = new Run([.. Enumerable.Range(1, 100).Select(static slot => (Slot)slot)], manners, head: 1);
        run.ToEnd();
        Assert.InRange(run.Head, 98UL, 100UL);
        Assert.Equal([0], run.Penalized);
        Assert.Equal(1, run.AskedOf[0]);
    }

    /// <summary>
    /// A peer answers for slots that it claims to have, and for a head that this node's clock has come to: no more is its word.
    /// </summary>
    [Theory]
    [InlineData(0, 100, true)]
    [InlineData(41, 45, false)]
    [InlineData(0, 130, false)]
    public void NobodyIsBlamedForAnEmptyRangeThatItDoesNotClaim(int earliest, int head, bool isBlamed)
    {
        var machine = new RangeSync(SyncTestSettings.Settings, Phase0);
        PeerInfo[] peers = [new("a", new Status { HeadSlot = (Slot)head, EarliestAvailableSlot = (Slot)earliest }, 0)];
        var question = machine.Next(new ChainPosition(earliest > 0 ? 38UL : 94, 100), Start, peers, static () => 1)!;
        var step = machine.Answer(new PeerAnswered(1, "a", question.Request, PeerResult.Answered, []), Start);
        Assert.Equal(isBlamed, step.Offenders is { Count: > 0 });
    }

    /// <summary>What the execution layer refuses is no fault of who gave it: another is asked, and nobody pays.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ARangeWhoseBlockIsRefusedIsLaidToItsPeerWhereTheBlockIsToBlame(bool isBlamed)
    {
        var machine = new RangeSync(SyncTestSettings.Settings, Phase0);
        PeerInfo[] peers = [new("a", new Status { HeadSlot = 100 }, 0)];
        var question = machine.Next(new ChainPosition(90, 100), Start, peers, static () => 1)!;
        var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = 91 } };
        machine.Answer(new PeerAnswered(1, "a", question.Request, PeerResult.Answered, [block]), Start);
        var outcome = new ImportOutcome(default, ImportVerdict.Refused, Refusal.Because("no", "verify_and_notify_new_payload"));
        Assert.Equal(isBlamed, machine.Settle(outcome with { IsBlamed = isBlamed }, Start).Offenders is { Count: > 0 });
    }

    [Fact]
    public void ABlockThatLeadsNowhereIsNotBelievedAgainstThoseWhoCallItsSlotsEmpty()
    {
        // Where there is no block, who sends them out of order sends one that belongs to no chain.
        Manner[] manners = [Manner.Honest, Manner.OutOfOrder, Manner.Honest];
        var run = new Run([1, 2, 3, 40, 41, 60, 61], manners, head: 3);
        run.ToEnd();
        Assert.InRange(run.Head, 59UL, 61UL);
        Assert.Equal([], run.Penalized.Where(static peer => peer != 1));
    }

    [Fact]
    public void HonestPeersAnswerForNoSlotsThatAreEmpty()
    {
        Manner[] manners = [Manner.Honest, Manner.Honest, Manner.Late, Manner.Honest, Manner.Honest, Manner.Honest];
        var run = new Run([1, 2, 70, 71, 150], manners, head: 2);
        run.ToEnd();
        Assert.Equal(150UL, run.Head);
        Assert.Empty(run.Penalized);
    }

    [Fact]
    public void MoreWhoCallSlotsEmptyThanAreAskedAreFoundOutByWhatDoesNotConnect()
    {
        Manner[] manners = [.. Enumerable.Repeat(Manner.LateEmpty, 7), Manner.Honest];
        var run = new Run([.. Enumerable.Range(1, 300).Select(static slot => (Slot)slot)], manners, head: 1);
        run.ToEnd();
        Assert.InRange(run.Head, 298UL, 300UL);
        Assert.DoesNotContain(7, run.Penalized);
        Assert.True(run.Took < TimeSpan.FromSeconds(60), $"{run.Took}");
    }

    [Fact]
    public void WhereAllAreSlowTheyAreWaitedFor()
    {
        var run = new Run([.. Enumerable.Range(1, 40).Select(static slot => (Slot)slot)], [Manner.Late, Manner.Late], head: 1);
        run.ToEnd();
        Assert.InRange(run.Head, 38UL, 40UL);
        Assert.Empty(run.Penalized);
    }

    [Fact]
    public void WithoutAnHonestPeerTheRunEnds()
    {
        var run = new Run([1, 40], [Manner.Silent, Manner.Forged], head: 1);
        run.ToEnd();
        Assert.False(run.Machine.IsRunning);
        Assert.Contains("failed", run.Machine.Reason, StringComparison.Ordinal);
        Assert.Equal([1], run.Penalized.Distinct());
        Assert.InRange(run.Asked, 2, 40);

        // It begins again by itself, later.
        Assert.NotNull(run.Machine.NextDue);
    }

    [Fact]
    public void AChainThatPartedBeforeTheHeadIsFoundByGoingBack()
    {
        var run = new Run([.. Enumerable.Range(1, 60).Select(static slot => (Slot)slot)], [Manner.Honest], head: 40, connected: 20);
        run.ToEnd();
        Assert.Equal(60UL, run.Head);
    }

    /// <summary>A machine, its peers and a chain that takes blocks whose parents it has.</summary>
    private sealed class Run(IReadOnlyList<Slot> chain, Manner[] manners, Slot head, Slot? connected = null)
    {
        private readonly HashSet<Slot> _known = UpTo(chain, connected ?? head);
        private readonly Slot _forkedAfter = connected is null ? 0 : head;
        private DateTimeOffset _now = Start;
        private ulong _id;

        public RangeSync Machine { get; } = new(SyncTestSettings.Settings, Phase0);

        public Slot Head { get; private set; } = head;

        public List<int> Penalized { get; } = [];

        public int Asked { get; private set; }

        public int[] AskedOf { get; } = new int[manners.Length];

        public TimeSpan Took => _now - Start;

        public void ToEnd()
        {
            // Who is not honest claims more.
            PeerInfo[] peers =
            [
                .. manners.Select((manner, index) => new PeerInfo(
                    $"{index}",
                    new Status
                    {
                        FinalizedEpoch = manner == Manner.LateEmpty ? 9UL : 0,
                        HeadSlot = manner == Manner.LateEmpty ? chain[^1] + 1 : chain[^1],
                    },
                    0)),
            ];
            var late = new PriorityQueue<PeerAnswered, DateTimeOffset>();
            for (var turn = 0; turn < 2000; turn++)
            {
                if (Machine.Next(new ChainPosition(Head, chain[^1] + 1), _now, peers, () => ++_id) is { } question)
                {
                    Asked++;
                    AskedOf[int.Parse(question.Peer, CultureInfo.InvariantCulture)]++;
                    if (manners[int.Parse(question.Peer, CultureInfo.InvariantCulture)] is Manner.LateEmpty or Manner.Late)
                    {
                        late.Enqueue(Answer(question), _now + TimeSpan.FromSeconds(9.9));
                    }
                    else
                    {
                        Do(Machine.Answer(Answer(question), _now));
                    }
                }
                else if (!Machine.IsRunning)
                {
                    return;
                }
                else if (late.TryPeek(out var answer, out var at) && (Machine.NextDue is not { } next || at <= next))
                {
                    late.Dequeue();
                    _now = at > _now ? at : _now;
                    Do(Machine.Answer(answer, _now));
                }
                else
                {
                    _now = Machine.NextDue is { } due && due > _now ? due : _now + TimeSpan.FromMilliseconds(1);
                }
            }

            Assert.Fail("it does not end");
        }

        private void Do(RangeStep step)
        {
            foreach (var offender in step.Offenders ?? [])
            {
                Penalized.Add(int.Parse(offender, CultureInfo.InvariantCulture));
            }

            foreach (var block in step.Import?.Blocks ?? [])
            {
                var slot = block.Message.Slot;
                var (root, at) = (RangeAnswers.RootOf(slot), chain.ToList().IndexOf(slot));
                if (RangeAnswers.IsForged(block))
                {
                    Do(Machine.Settle(new ImportOutcome(root, ImportVerdict.Refused, Refusal.Because("forged", "on_block")), _now));
                    return;
                }

                if (at == 0 || (at > 0 && _known.Contains(chain[at - 1])))
                {
                    _known.Add(slot);
                    Head = Math.Max(Head, slot > _forkedAfter ? slot : Head);
                    Do(Machine.Settle(new ImportOutcome(root, ImportVerdict.Imported), _now));
                }
                else
                {
                    Do(Machine.Settle(new ImportOutcome(root, ImportVerdict.Waiting), _now));
                }
            }
        }

        private PeerAnswered Answer(Question question)
        {
            var request = (BeaconBlocksByRange)question.Request;
            var blocks = RangeAnswers.BlocksOf(chain, request);
            switch (manners[int.Parse(question.Peer, CultureInfo.InvariantCulture)])
            {
                case Manner.Silent:
                    return new PeerAnswered(question.Id, question.Peer, request, PeerResult.TimedOut, [], "too slow");
                case Manner.Empty or Manner.LateEmpty:
                    blocks.Clear();
                    break;
                case Manner.Forged when blocks.Count > 0:
                    blocks[0] = RangeAnswers.Forged(blocks[0]);
                    break;
                case Manner.WrongSlots:
                    blocks.Add(RangeAnswers.BlockOf(request.StartSlot + request.Count));
                    break;
                case Manner.OutOfOrder:
                    blocks.Insert(0, RangeAnswers.BlockOf(request.StartSlot + request.Count - 1));
                    break;
                default:
                    break;
            }

            return new PeerAnswered(question.Id, question.Peer, request, PeerResult.Answered, [.. blocks]);
        }

        private static HashSet<Slot> UpTo(IReadOnlyList<Slot> chain, Slot last) => [.. chain.Where(slot => slot <= last)];
    }
}
