using System.Globalization;
using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>
/// A sync by range among peers whose answers take as long as a seed says, and a chain that takes blocks whose parents it has, a second a
/// range. Bytes are counted as blocks.
/// </summary>
internal sealed class RangeRun(Slot[] chain, RangeManner[] manners, int ranges, int seed, int most = 1_000)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ChainSpec Phase0 = new(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = ulong.MaxValue });

    private readonly Random _random = new(seed);
    private readonly HashSet<Slot> _known = [chain[0]];
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> _due = new();
    private DateTimeOffset _now = Start;
    private ulong _id;
    private int _order;

    public Slot[] Chain => chain;

    public RangeSync Machine { get; } = new(
        SyncTestSettings.Settings with { Ranges = ranges, RangeBytes = most }, Phase0, bytesOf: static batch => batch.Blocks.Count);

    public Slot Head { get; private set; } = chain[0];

    /// <summary>The slots of blocks that were given to the chain, and of those that it took.</summary>
    public List<Slot> HandedOver { get; } = [];

    public List<Slot> Taken { get; } = [];

    public List<int> Penalized { get; } = [];

    public int Asked { get; private set; }

    /// <summary>The most questions that were under way.</summary>
    public int MostAtOnce { get; private set; }

    public TimeSpan Took => _now - Start;

    public void ToEnd()
    {
        PeerInfo[] peers = [.. manners.Select((_, index) => new PeerInfo($"{index}", new Status { HeadSlot = chain[^1] }, 0))];
        for (var turn = 0; turn < 20_000; turn++)
        {
            while (Machine.Next(new ChainPosition(Head, chain[^1] + 1), _now, peers, () => ++_id) is { } question)
            {
                Ask(question);
            }

            if (Machine.TakeReady() is { } ready)
            {
                Import(ready);
            }
            else if (!Machine.IsRunning)
            {
                return;
            }
            else
            {
                GoOn();
            }

            if (Machine.AheadBytes > most || Machine.Ahead >= Math.Max(2, ranges))
            {
                throw new InvalidOperationException($"{Machine.AheadBytes} bytes of {Machine.Ahead} ranges wait");
            }
        }

        throw new InvalidOperationException("it does not end");
    }

    private void GoOn()
    {
        var due = Machine.NextDue;
        if (_due.TryPeek(out _, out var next) && !(due < next.At))
        {
            _now = next.At > _now ? next.At : _now;
            _due.Dequeue()();
        }
        else
        {
            _now = due > _now ? due.Value : _now + TimeSpan.FromMilliseconds(1);
        }
    }

    private void After(TimeSpan time, Action action) => _due.Enqueue(action, (_now + time, _order++));

    private void Ask(Question question)
    {
        Asked++;
        MostAtOnce = Math.Max(MostAtOnce, Machine.Ahead + 1);
        var manner = manners[int.Parse(question.Peer, CultureInfo.InvariantCulture)];
        var time = manner switch
        {
            RangeManner.Steady => TimeSpan.FromSeconds(2.5),
            RangeManner.Late => TimeSpan.FromSeconds(9.9),
            _ => TimeSpan.FromMilliseconds(_random.Next(2000)),
        };
        After(time, () => Do(Machine.Answer(Answer(question, manner), _now)));
    }

    private void Do(RangeStep step)
    {
        Penalized.AddRange((step.Offenders ?? []).Select(static peer => int.Parse(peer, CultureInfo.InvariantCulture)));
        if (step.Import is { } batch)
        {
            Import(batch);
        }
    }

    private void Import(RangeBatch batch)
    {
        HandedOver.AddRange(batch.Blocks.Select(static block => block.Message.Slot));
        After(TimeSpan.FromSeconds(1), () =>
        {
            foreach (var block in batch.Blocks)
            {
                Do(Machine.Settle(Outcome(block), _now));
            }
        });
    }

    private ImportOutcome Outcome(SignedBeaconBlock block)
    {
        var slot = block.Message.Slot;
        var (root, at) = (RangeAnswers.RootOf(slot), Array.IndexOf(chain, slot));
        if (RangeAnswers.IsForged(block))
        {
            return new ImportOutcome(root, ImportVerdict.Refused, Refusal.Because("forged", "on_block"));
        }

        if (at <= 0 || !_known.Contains(chain[at - 1]))
        {
            return new ImportOutcome(root, ImportVerdict.Waiting);
        }

        if (_known.Add(slot))
        {
            Taken.Add(slot);
        }

        Head = Math.Max(Head, slot);
        return new ImportOutcome(root, ImportVerdict.Imported);
    }

    private PeerAnswered Answer(Question question, RangeManner manner)
    {
        var request = (BeaconBlocksByRange)question.Request;
        var blocks = RangeAnswers.BlocksOf(chain, request);
        switch (manner)
        {
            case RangeManner.Silent:
            case RangeManner.Loses when _random.Next(3) == 0:
                var result = manner == RangeManner.Silent ? PeerResult.TimedOut : PeerResult.Disconnected;
                return new PeerAnswered(question.Id, question.Peer, request, result, [], "lost");
            case RangeManner.Empty:
                blocks.Clear();
                break;
            case RangeManner.Forged when blocks.Count > 0:
                blocks[0] = RangeAnswers.Forged(blocks[0]);
                break;
            case RangeManner.WrongSlots:
                blocks.Add(RangeAnswers.BlockOf(request.StartSlot + request.Count));
                break;
            default:
                break;
        }

        return new PeerAnswered(question.Id, question.Peer, request, PeerResult.Answered, [.. blocks]);
    }
}
