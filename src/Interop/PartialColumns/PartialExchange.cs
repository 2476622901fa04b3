using System.Diagnostics.CodeAnalysis;
using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Containers;

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
    private readonly Dictionary<string, PeerShare> _shares = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, Checking> _checks = [];
    private readonly Queue<PartialCheck> _toCheck = new();
    private readonly Queue<PartialComplete> _complete = new();
    private int _begunCount;
    private int _strangerCount;
    private int _entries;
    private long _waiting;
    private ulong _number;

    /// <summary>
    /// Makes an exchange over a router. <paramref name="formOf"/> gives the fork and bound of a topic's partial columns, null where it has
    /// none; <paramref name="random"/> decides between peers that are equal. Checks are numbered from <paramref name="first"/> on, so that
    /// the verdicts on those of an exchange before are none on its own.
    /// </summary>
    public PartialExchange(
        GossipRouter router, PartialLimits limits, Func<string, PartialForm?> formOf, Random random, ulong first = 0) =>
        (_router, _limits, _formOf, _random, _number) = (router, limits, formOf, random, first);

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
    public void Hold(string topic, PartialDataColumnGroupID id, IEnumerable<(int Index, ProvenCell Cell)> cells, TimeSpan now)
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
        if (!_shares.TryGetValue(news.Peer, out var share))
        {
            return;
        }

        foreach (var group in share.Groups.Where(group => news.Topic.Length == 0 || group.Topic == news.Topic).ToArray())
        {
            Leave(group, news.Peer, group.Peers[news.Peer]);
            group.Peers.Remove(news.Peer);
        }
    }

    // What is under way to be verified is judged all the same.
    private void Forget(CellGroup group)
    {
        _groups.Remove((group.Topic, group.Id));
        foreach (var (peer, state) in group.Peers)
        {
            Leave(group, peer, state);
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
        ShareOf(group.NamedBy!).Name(group.Topic, -1);
        ForgetIfIdle(group.NamedBy!);
    }
}
