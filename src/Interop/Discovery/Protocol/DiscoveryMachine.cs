using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// discv5.1 without socket, clock or task: datagrams and the time go in; datagrams, events and the next wake-up come out. Not for several
/// threads. After each call take what there is to send and what happened, and call <see cref="Wake"/> at <see cref="NextWakeUp"/>.
/// </summary>
public sealed partial class DiscoveryMachine : IDisposable
{
    private readonly NodeKey _key;
    private readonly DiscoverySettings _settings;
    private readonly Action<Memory<byte>> _random;
    private readonly NodeId _self;
    private readonly PacketCodec _codec;
    private readonly SessionCache _sessions;
    private readonly ChallengeCache _challenges;
    private readonly SenderLimiter _challengesPerAddress;
    private readonly SenderLimiter _challengesInAll;
    private readonly SenderLimiter _requestsPerAddress;
    private readonly AddressVotes _votes;
    private readonly RoutingTable _table;
    private readonly List<NodeContact> _bootNodes;
    private readonly Queue<Datagram> _out = [];
    private readonly Queue<DiscoveryEvent> _events = [];
    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];
    private DateTimeOffset _nextRefresh;

    /// <summary>
    /// A node with a key and the record it starts with, which must be of that key (ArgumentException); <paramref name="random"/> fills
    /// memory with bytes that others cannot guess.
    /// </summary>
    public DiscoveryMachine(
        NodeKey key, Enr record, DiscoverySettings settings, IEnumerable<NodeContact> bootNodes, Action<Memory<byte>> random,
        DateTimeOffset now)
    {
        _self = new NodeId(key.NodeId);
        if (record.NodeId != _self)
        {
            throw new ArgumentException("the record is another node's", nameof(record));
        }

        _key = key;
        LocalRecord = record;
        _settings = settings;
        _random = random;
        _codec = new PacketCodec(_self);
        _sessions = new SessionCache(settings.MaxSessions, settings.MaxSessionsPerAddress);
        _challenges = new ChallengeCache(settings.MaxChallenges);
        var salt = BitConverter.ToUInt64(Random(8));
        _challengesPerAddress = new SenderLimiter(settings.ChallengesPerAddress, salt);
        _challengesInAll = new SenderLimiter(settings.ChallengesInAll, salt);
        _requestsPerAddress = new SenderLimiter(settings.RequestsPerAddress, salt);
        _votes = new AddressVotes(settings);
        _table = new RoutingTable(_self, settings);
        _bootNodes = [.. bootNodes.Where(node => node.NodeId != _self)];
        _nextRefresh = now;
    }

    /// <summary>This node's record.</summary>
    public Enr LocalRecord { get; private set; }

    /// <summary>The members of the table.</summary>
    public IReadOnlyList<NodeEntry> Members => _table.Members;

    /// <summary>How many sessions there are.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>How many lookups are under way.</summary>
    public int Lookups => _lookups.Count;

    /// <summary>How many challenges await their answer.</summary>
    public int Challenges => _challenges.Count;

    /// <summary>When <see cref="Wake"/> is to be called next.</summary>
    public DateTimeOffset NextWakeUp
    {
        get
        {
            var next = _nextRefresh;
            if (NextDeadline() is { } deadline && deadline < next)
            {
                next = deadline;
            }

            return _table.NextToCheck()?.NextCheck is { } check && check < next && CanPing ? check : next;
        }
    }

    /// <summary>How many datagrams had no effect for a reason.</summary>
    public long Dropped(DropReason reason) => _drops[(int)reason];

    /// <summary>Takes the next datagram to send.</summary>
    public bool TryTakeDatagram(out Datagram datagram) => _out.TryDequeue(out datagram);

    /// <summary>Takes the next thing that happened.</summary>
    public bool TryTakeEvent(out DiscoveryEvent? happened) => _events.TryDequeue(out happened);

    /// <summary>
    /// Changes this node's record and signs it with the next sequence number, where anything changed; gives the refusal where it would be
    /// too long, and leaves it as it was.
    /// </summary>
    public EnrRefusal? UpdateRecord(Action<EnrBuilder> change)
    {
        var builder = new EnrBuilder(LocalRecord);
        change(builder);
        var record = builder.Build(_key, LocalRecord.Sequence, out var refusal);
        if (record is null || record.HasPairsOf(LocalRecord))
        {
            return refusal;
        }

        LocalRecord = builder.Build(_key, LocalRecord.Sequence + 1, out refusal) ?? LocalRecord;
        if (refusal is null)
        {
            _events.Enqueue(new LocalRecordChanged(LocalRecord));
        }

        return refusal;
    }

    /// <summary>Hears of a node from elsewhere, such as an operator or libp2p; it is asked for a sign of life.</summary>
    public void Add(DateTimeOffset now, Enr record)
    {
        Offer(now, record);
        Advance(now);
    }

    /// <summary>
    /// Hears of a node whose record is not known, such as a peer of libp2p; it is asked for a sign of life and its record where the table
    /// has use for it and no other such question waits.
    /// </summary>
    public void Add(DateTimeOffset now, NodeContact contact)
    {
        if (contact.NodeId != _self && CanPing && _table.HasUseFor(contact.NodeId) && !IsShunned(now, contact.NodeId)
            && !IsAsked(contact.NodeId))
        {
            AskForLife(now, contact);
        }
    }

    /// <summary>Does what is due by now.</summary>
    public void Wake(DateTimeOffset now)
    {
        ExpireRequests(now);
        CheckMembers(now);
        if (now >= _nextRefresh)
        {
            Refresh(now);
        }

        Advance(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codec.Dispose();
        _sessions.Dispose();
    }

    private byte[] Random(int length)
    {
        var bytes = new byte[length];
        _random(bytes);
        return bytes;
    }

    private void Drop(DropReason reason) => _drops[(int)reason]++;

    private void Send(IPEndPoint receiver, byte[] packet) => _out.Enqueue(new Datagram(receiver, packet));

    private void Advance(DateTimeOffset now)
    {
        PingCandidates(now);
        StepLookups(now);
    }
}
