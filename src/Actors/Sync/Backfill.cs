using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Fetches the history below the oldest stored block as a machine that is handed the time: ranges of slots downwards, each of another peer,
/// linked by parent roots to what is stored, so that every block is proven by the one above it. Where the next block is not among what
/// peers gave, it is asked for by its root: its slot shows who left it out. It is done where genesis or the floor is reached, or where
/// the head's state or the word of several peers says that there is nothing further down.
/// </summary>
internal sealed partial class Backfill(BackfillSettings settings, ChainSpec spec, Root? genesis)
{
    private const int MostDoubts = 20;

    private readonly List<BackfillRange> _ranges = [];
    private readonly Dictionary<string, int> _doubts = new(StringComparer.Ordinal);
    private Slot _below;
    private Slot _floor;

    /// <summary>The slot of the oldest block that is stored; 0 where all are.</summary>
    public Slot Oldest { get; private set; }

    /// <summary>The root of its parent, which is wanted next.</summary>
    public Root Wanted { get; private set; }

    /// <summary>True where nothing more is to be fetched.</summary>
    public bool IsDone { get; private set; } = true;

    /// <summary>The first slot that is wanted.</summary>
    public Slot Floor => _floor;

    /// <summary>Says what it waits for.</summary>
    public string Reason { get; private set; } = "nothing is missing";

    /// <summary>When there is something to do if nothing else happens; null where nothing is.</summary>
    public DateTimeOffset? NextDue => IsDone ? null
        : _resolve is { } resolve ? resolve.Due
        : _ranges.Count == 0 || _ranges[0].Stage == BackfillStage.Here ? DateTimeOffset.MinValue
        : _ranges.Where(static range => range.Stage != BackfillStage.Here).Min(static range => (DateTimeOffset?)range.Due);

    /// <summary>The ranges under way, the highest first, for reports.</summary>
    public IReadOnlyList<BackfillRange> Ranges => _ranges;

    /// <summary>
    /// Begins below a block of a slot whose parent has a root, and which stands on a payload, where that is known; slot 0 where nothing is
    /// missing. What is under way is forgotten.
    /// </summary>
    public void Begin(Slot oldest, Root wanted, Hash32? builtOn = null)
    {
        (Oldest, Wanted, _below, _builtOn, _inVain) = (oldest, wanted, oldest, builtOn, 0);
        _ranges.Clear();
        _empty.Clear();
        _resolve = null;
        IsDone = oldest == 0 || !settings.IsOn;
        Reason = oldest == 0 ? "nothing is missing" : settings.IsOn ? "it begins" : "it is switched off (sync.backfill.reach)";
    }

    /// <summary>What is to be asked now, with the clock in a slot; ids come from <paramref name="ids"/>.</summary>
    public BackfillStep Next(Slot clock, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        var step = new BackfillStep();
        if (IsDone)
        {
            return step;
        }

        _floor = settings.IsWhole ? 1 : Math.Max(1, Retention.FirstSlot(spec, clock));

        // The parent of a block of slot 1 is the block of genesis, also where its root is not known.
        if (Wanted == genesis || Oldest <= Spec.Constants.GenesisSlot + 1)
        {
            Complete(0, step);
            return step;
        }

        GiveUpSlow(now);
        if (_resolve is not null)
        {
            Resolve(now, peers, ids, step);
            return step;
        }

        while (_ranges.Count < settings.Ranges && _below > _floor)
        {
            var from = Math.Max(_floor, _below > (ulong)settings.Range ? _below - (ulong)settings.Range : 1);
            _ranges.Add(new BackfillRange(from, _below - 1) { Due = now });
            _below = from;
        }

        foreach (var range in _ranges.ToArray())
        {
            if (range.Stage == BackfillStage.Wanted && range.Due <= now)
            {
                Ask(range, now, peers, ids, step);
            }
            else if (range.Stage == BackfillStage.Blocks && range.Question is null)
            {
                AskForRest(range, now, peers, ids, step);
            }
            else if (range.Stage == BackfillStage.Envelopes && range.Question is null)
            {
                AskForEnvelopes(range, now, peers, ids, step);
            }
        }

        Link(now, peers, ids, step);
        return step;
    }

    /// <summary>A peer answered; nothing follows from an answer nobody waits for.</summary>
    public BackfillStep Answer(PeerAnswered answer, DateTimeOffset now)
    {
        var step = new BackfillStep();
        if (_resolve is { } resolve && resolve.Question == answer.RequestId)
        {
            OnResolved(resolve, answer, now, step);
        }
        else if (_ranges.Find(range => range.Question == answer.RequestId) is { } range)
        {
            range.Question = null;
            if (range.Stage == BackfillStage.Blocks)
            {
                OnBlocks(range, answer, now, step);
            }
            else if (range.Stage == BackfillStage.Envelopes)
            {
                OnEnvelopes(range, answer, step);
            }
        }

        return step;
    }

    /// <summary>Storage has what lies above a slot; where nothing is missing any more, that is the end.</summary>
    public void OnKept(Slot oldest, Root parent)
    {
        if (IsDone || (oldest == Oldest && parent == Wanted))
        {
            return;
        }

        (Oldest, Wanted, _inVain) = (oldest, parent, 0);
        _empty.Clear();
        if (_ranges.Find(range => range.Blocks.Count > 0 && range.Blocks[0].Block.Message.ParentRoot == parent) is { } kept)
        {
            var lowest = kept.Blocks[0].Block;
            _builtOn = ParentHashOf(lowest);
            _claimBelow = lowest.Message.Slot > kept.From ? (kept.BlocksOf!, kept.From, lowest.Message.Slot - 1) : null;
            _ranges.Remove(kept);
        }

        if (oldest == 0)
        {
            End("all is here, down to genesis");
        }
    }

    /// <summary>Ends, as all is here from a slot on.</summary>
    private void Complete(Slot from, BackfillStep step)
    {
        step.CompleteFrom = from;
        End(from == 0 ? "all is here, down to genesis" : $"all is here that peers may ask for, down to slot {from}");
    }

    private void End(string reason)
    {
        IsDone = true;
        Reason = reason;
        _ranges.Clear();
        _empty.Clear();
        _resolve = null;
    }

    private void GiveUpSlow(DateTimeOffset now)
    {
        foreach (var range in _ranges.Where(range => range.Due <= now).ToArray())
        {
            switch (range.Stage)
            {
                case BackfillStage.Blocks when range.Question is not null:
                    // The question may have waited here; whoever asks says where a peer did not answer what went out.
                    Again(range, now, isDoubted: true);
                    break;
                case BackfillStage.Envelopes when range.Question is not null:
                    range.Question = null;
                    Doubt(range.Peer!);
                    break;
                case BackfillStage.Verifying or BackfillStage.Keeping:
                    // Nobody has said what became of it: once more.
                    (range.Question, range.Stage) = (null, BackfillStage.Here);
                    break;
            }
        }
    }

    /// <summary>Another peer is asked for the range; what came is forgotten.</summary>
    private void Again(BackfillRange range, DateTimeOffset now, bool isDoubted)
    {
        if (isDoubted)
        {
            Doubt(range.BlocksOf ?? range.Peer!);
        }

        (range.Stage, range.Question, range.Due, range.Blocks) = (BackfillStage.Wanted, null, now, []);
        range.Envelopes.Clear();
        range.AskedForEnvelopes.Clear();
    }

    // Doubts of as many peers as sync by range remembers. Drop rule: all are forgotten.
    private void Doubt(string peer)
    {
        if (_doubts.Count >= RangePeers.Remembered && !_doubts.ContainsKey(peer))
        {
            _doubts.Clear();
        }

        _doubts[peer] = Math.Min(MostDoubts, _doubts.GetValueOrDefault(peer) + 1);
    }
}
