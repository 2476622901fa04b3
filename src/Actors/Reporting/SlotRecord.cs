using Consensoor.Messages;

namespace Consensoor.Actors.Reporting;

/// <summary>What is remembered of a slot for the page: of blocks and bids the first few, of all else numbers.</summary>
internal sealed class SlotRecord
{
    private const int MostBids = 16;

    private readonly List<BoardBid> _bids = [];
    private readonly SortedDictionary<DutyKind, (int Done, int Missed)> _duties = [];
    private int _otherBids;

    /// <summary>Votes of single validators; aggregates; payload votes that say it is there, and that it is not.</summary>
    public (Arrivals Votes, Arrivals Aggregates, Arrivals Present, Arrivals Absent) Came { get; } = (new(), new(), new(), new());

    /// <summary>Blocks of the slot.</summary>
    public FirstBlocks<BoardBlock> Blocks { get; } = new(static block => block.Times.Root);

    /// <summary>Remembers a bid for the slot.</summary>
    public void Add(BoardBid bid)
    {
        if (_bids.Count < MostBids)
        {
            _bids.Add(bid);
        }
        else
        {
            _otherBids++;
        }
    }

    /// <summary>Counts a duty that was due.</summary>
    public void Count(DutyPerformed duty)
    {
        var (done, missed) = _duties.GetValueOrDefault(duty.Kind);
        _duties[duty.Kind] = duty.IsDone ? (done + 1, missed) : (done, missed + 1);
    }

    /// <summary>All that is remembered.</summary>
    public BoardSlot ToSlot(Slot slot) => new(
        slot,
        [.. Blocks.All],
        Came.Votes.ToCounts(),
        Came.Aggregates.ToCounts(),
        Came.Present.ToCounts(),
        Came.Absent.ToCounts(),
        [.. _bids],
        _otherBids,
        new Dictionary<DutyKind, (int Done, int Missed)>(_duties));
}
