using System.Diagnostics.CodeAnalysis;
using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <summary>
/// The cells of partial columns between this node and its peers (`fulu/partial-columns/p2p-interface.md`, `gloas/partial-columns/`), a pure
/// machine beside a <see cref="GossipRouter"/>: a peer is sent the cells that it asks for and does not have, and asked for those that are
/// missing here. A group is a column of a block. Who knows the block begins it (<see cref="Begin"/>); cells of peers go out to be verified
/// (<see cref="TryTakeCheck"/>) and are kept and sent on only after that. After each call of the router <see cref="Pump"/> is to be called.
/// </summary>
public sealed partial class PartialExchange
{
    private readonly GossipRouter _router;
    private readonly PartialLimits _limits;
    private readonly Random _random;
    private readonly Func<string, PartialForm?> _formOf;
    private readonly Dictionary<(string Topic, PartialDataColumnGroupID Id), CellGroup> _groups = [];
    private readonly Queue<(string Topic, PartialDataColumnGroupID Id)> _begun = new();
    private readonly Dictionary<(string Topic, string Peer), int> _named = [];
    private readonly Dictionary<ulong, Checking> _checks = [];
    private readonly Dictionary<string, long> _waitingOf = new(StringComparer.Ordinal);
    private readonly Queue<PartialCheck> _toCheck = new();
    private readonly Queue<PartialComplete> _complete = new();
    private int _begunCount;
    private int _strangerCount;
    private int _entries;
    private long _waiting;
    private ulong _number;

    /// <summary>
    /// Makes an exchange over a router. <paramref name="formOf"/> gives the fork and bound of a topic's partial columns, null where it has
    /// none; <paramref name="random"/> decides between peers that are equal.
    /// </summary>
    public PartialExchange(GossipRouter router, PartialLimits limits, Func<string, PartialForm?> formOf, Random random) =>
        (_router, _limits, _formOf, _random) = (router, limits, formOf, random);

    /// <summary>What was counted.</summary>
    public PartialCounts Counts { get; } = new();

    /// <summary>What is held: groups this node has begun and those that peers named, what peers said, bytes that nobody verified.</summary>
    public (int Begun, int Named, int Entries, long WaitingBytes) Held => (_begunCount, _strangerCount, _entries, _waiting);

    /// <summary>Takes the next cells or header to verify.</summary>
    public bool TryTakeCheck([NotNullWhen(true)] out PartialCheck? check) => _toCheck.TryDequeue(out check);

    /// <summary>Takes the next column that peers' cells completed.</summary>
    public bool TryTakeComplete([NotNullWhen(true)] out PartialComplete? complete) => _complete.TryDequeue(out complete);

    /// <summary>
    /// This node knows the block of a group: how many cells its columns have (1 at least), and in fulu the header, which is sent ahead of
    /// cells. Beginning again changes nothing. Peers are asked for what is missing.
    /// </summary>
    public void Begin(string topic, PartialDataColumnGroupID id, int parts, PartialDataColumnHeader? header, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        if (_formOf(topic) is not { } form)
        {
            return;
        }

        if (!_groups.TryGetValue((topic, id), out var group))
        {
            group = new CellGroup(topic, id, PartialGroupIds.Encode(id, form.Context), form.Context, null);
            _groups.Add((topic, id), group);
        }
        else if (group.Have is not null)
        {
            return;
        }
        else
        {
            Unname(group);
        }

        group.Begin(parts, header);
        group.Life = _limits.Life;
        NoteChecks(group);
        _begun.Enqueue((topic, id));
        _begunCount++;
        foreach (var (peer, state) in group.Peers.ToArray())
        {
            TakeEarly(group, peer, state, now);
        }

        Advance(group, now);
        while (_begunCount > _limits.Groups && _begun.TryDequeue(out var oldest))
        {
            if (_groups.TryGetValue(oldest, out var old) && old.Have is not null)
            {
                Forget(old);
            }
        }
    }

    /// <summary>
    /// Verified cells are here, of a column that came whole or from elsewhere; the group must have begun, else nothing is done.
    /// </summary>
    public void Hold(string topic, PartialDataColumnGroupID id, IEnumerable<(int Index, Cell Cell)> cells, TimeSpan now)
    {
        if (!_groups.TryGetValue((topic, id), out var group) || group.Have is not { } have)
        {
            return;
        }

        var isNew = false;
        foreach (var (index, cell) in cells)
        {
            isNew |= index >= 0 && index < have.Length && group.Take(index, cell);
        }

        if (isNew)
        {
            group.Life = _limits.Life;
            Advance(group, now);
        }
    }

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

        group.Headers -= check.IsHeader ? 1 : 0;
        if (check.Cells is { } checking)
        {
            group.Checking?.Remove(checking);
        }

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
                    if (check.Cells is { } bad)
                    {
                        state.Available?.Remove(bad);
                    }
                }

                break;
        }

        Advance(group, now);
    }

    /// <summary>Takes what the router has of partial messages and does what follows from it.</summary>
    public void Pump(TimeSpan now)
    {
        while (_router.TryTakePartial(out var news))
        {
            switch (news.Kind)
            {
                case PartialEventKind.Message:
                    OnMessage(news, now);
                    break;
                case PartialEventKind.Beat:
                    OnBeat(now);
                    break;
                case PartialEventKind.Gossip:
                    OnGossip(news, now);
                    break;
                case PartialEventKind.Left:
                    OnLeft(news);
                    break;
            }
        }
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
        foreach (var (number, check) in _checks.Where(entry => entry.Value.Group == group).ToArray())
        {
            if (check.Sidecar.CellsPresentBitmap.Length == group.Have!.Length)
            {
                var cells = CellBits.Of(check.Sidecar.CellsPresentBitmap);
                _checks[number] = check with { Cells = cells };
                group.Checking!.Add(cells);
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
            var cell = new Cell(check.Sidecar.PartialColumn[at], check.Sidecar.KzgProofs[at]);
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

    private void OnBeat(TimeSpan now)
    {
        while (_begun.TryPeek(out var oldest) && _groups.GetValueOrDefault(oldest)?.Have is null)
        {
            _begun.Dequeue();
        }

        foreach (var group in _groups.Values.ToArray())
        {
            if (--group.Life <= 0)
            {
                Forget(group);
            }
            else if (group.Have is not null)
            {
                ExpireAsks(group, now);
                Advance(group, now);
            }
        }
    }

    private void OnGossip(PartialEvent news, TimeSpan now)
    {
        foreach (var group in _groups.Values.Where(group => group.Topic == news.Topic && group.Have is { IsEmpty: false }).ToArray())
        {
            Advance(group, now, news.Peers);
        }
    }

    private void OnLeft(PartialEvent news)
    {
        foreach (var group in _groups.Values.Where(group => news.Topic.Length == 0 || group.Topic == news.Topic))
        {
            if (group.Peers.Remove(news.Peer, out var state))
            {
                _entries--;
                Unwait(news.Peer, state.EarlyBytes);
            }
        }
    }

    // What is under way to be verified is judged all the same.
    private void Forget(CellGroup group)
    {
        _groups.Remove((group.Topic, group.Id));
        _entries -= group.Peers.Count;
        foreach (var (peer, state) in group.Peers)
        {
            Unwait(peer, state.EarlyBytes);
        }

        if (group.Have is not null)
        {
            _begunCount--;
        }
        else
        {
            Unname(group);
        }
    }

    private void Unname(CellGroup group)
    {
        _strangerCount--;
        if (group.NamedBy is { } peer && _named.TryGetValue((group.Topic, peer), out var count))
        {
            if (count > 1)
            {
                _named[(group.Topic, peer)] = count - 1;
            }
            else
            {
                _named.Remove((group.Topic, peer));
            }
        }
    }

    private bool TryWait(string peer, long bytes)
    {
        var of = _waitingOf.GetValueOrDefault(peer);
        if (_waiting + bytes > _limits.WaitingBytes || of + bytes > _limits.WaitingBytesOfPeer)
        {
            Counts.Dropped++;
            return false;
        }

        _waiting += bytes;
        _waitingOf[peer] = of + bytes;
        return true;
    }

    private void Unwait(string peer, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        _waiting -= bytes;
        var rest = _waitingOf.GetValueOrDefault(peer) - bytes;
        if (rest > 0)
        {
            _waitingOf[peer] = rest;
        }
        else
        {
            _waitingOf.Remove(peer);
        }
    }

    // What was given out to be verified: Cells are its cells where the group is known, IsHeader where it is not.
    private sealed record Checking(
        CellGroup Group, string Peer, PartialDataColumnSidecar Sidecar, CellBits? Cells, bool IsHeader, long Bytes)
    {
        public (string Topic, PartialDataColumnGroupID Id) Key => (Group.Topic, Group.Id);
    }
}
