using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.PartialColumns;

/// <content>What was given out to be verified, and what comes of the verdict.</content>
public sealed partial class PartialExchange
{
    /// <summary>
    /// Says what is thought of what was given out to be verified: Accept keeps the cells and sends them on, Ignore drops them, Reject costs
    /// the peer too. A number that is owed nothing changes nothing.
    /// </summary>
    public void Judge(ulong number, GossipDecision decision, string reason, TimeSpan now)
    {
        if (!_checks.Remove(number, out var check))
        {
            return;
        }

        Unwait(check.Peer, check.Bytes);
        if (!_groups.TryGetValue(check.Key, out var group) || group != check.Group)
        {
            if (decision == GossipDecision.Reject)
            {
                _router.RefusePartial(check.Peer, check.Key.Topic, $"sent an invalid partial column: {reason}", now);
            }

            return;
        }

        var cells = group.EndCheck(number);
        switch (decision)
        {
            case GossipDecision.Accept:
                Take(group, check);
                break;
            case GossipDecision.Reject:
                Counts.CellsRefused += (ulong)check.Sidecar.PartialColumn.Count;
                _router.RefusePartial(check.Peer, group.Topic, $"sent an invalid partial column: {reason}", now);
                if (group.Peers.TryGetValue(check.Peer, out var state))
                {
                    state.Failures += 2;
                    if (cells is not null)
                    {
                        state.Available!.Remove(cells);
                    }
                }

                break;
        }

        Advance(group, now);
    }

    /// <summary>Nobody will judge what was given out so far: it is dropped, and costs no peer anything.</summary>
    public void ReleaseChecks(TimeSpan now)
    {
        foreach (var number in _checks.Keys.ToArray())
        {
            Judge(number, GossipDecision.Ignore, "", now);
        }
    }

    // Cells that came with a header are not asked for while they are looked at.
    private void NoteChecks(CellGroup group)
    {
        foreach (var number in group.Headers)
        {
            if (_checks[number].Sidecar.CellsPresentBitmap is var cells && cells.Length == group.Have!.Length)
            {
                group.Check(number, CellBits.Of(cells));
            }
        }
    }

    private void Take(CellGroup group, Checking check)
    {
        // A header that holds is told by Begin: what it came with is of a group that is known by now.
        if (group.Have is not { } have || check.Sidecar.CellsPresentBitmap.Length != have.Length)
        {
            return;
        }

        var (at, isNew) = (0, false);
        foreach (var index in CellBits.Of(check.Sidecar.CellsPresentBitmap).Indices())
        {
            var cell = new ProvenCell(check.Sidecar.PartialColumn[at], check.Sidecar.KzgProofs[at]);
            at++;
            var isTaken = group.Take(index, cell);
            isNew |= isTaken;
            Counts.CellsTaken += isTaken ? 1UL : 0;
        }

        if (!isNew)
        {
            return;
        }

        group.Life = _limits.Life;
        if (group.Peers.TryGetValue(check.Peer, out var state) && !state.IsRewarded)
        {
            state.IsRewarded = true;
            _router.RewardPartial(check.Peer, group.Topic);
        }

        if (group.IsComplete)
        {
            Counts.Completed++;
            _complete.Enqueue(new PartialComplete(group.Topic, group.Id, [.. group.Cells.Select(static cell => cell!.Value)]));
        }
    }

    // What was given out to be verified.
    private sealed record Checking(CellGroup Group, string Peer, PartialDataColumnSidecar Sidecar, long Bytes)
    {
        public (string Topic, PartialDataColumnGroupID Id) Key => (Group.Topic, Group.Id);
    }
}
