using Consensoor.Interop.Gossipsub.Scores;

namespace Consensoor.Interop.Gossipsub;

/// <summary>A connected peer.</summary>
internal sealed class PeerState(string id, GossipVersion version, bool isOutbound, bool isDirect, PeerScore score)
{
    /// <summary>The peer's id.</summary>
    public string Id => id;

    /// <summary>The version it speaks.</summary>
    public GossipVersion Version => version;

    /// <summary>True where this node dialled it.</summary>
    public bool IsOutbound => isOutbound;

    /// <summary>True where it is trusted: outside of meshes and scores, and sent everything.</summary>
    public bool IsDirect => isDirect;

    /// <summary>Its counters.</summary>
    public PeerScore Score => score;

    /// <summary>False once it went.</summary>
    public bool IsConnected { get; set; } = true;

    /// <summary>True once it was reported as graylisted.</summary>
    public bool IsGraylisted { get; set; }

    /// <summary>What it said of extensions and partial messages.</summary>
    public PeerPartials Partials { get; } = new();

    /// <summary>The topics it is subscribed to.</summary>
    public HashSet<TopicState> Topics { get; } = [];

    /// <summary>What it is told next.</summary>
    public ControlOut Out { get; } = new();

    /// <summary>True where it is noted among those that are told something.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Messages it does not want, with the heartbeat until which that is honoured.</summary>
    public Dictionary<MessageId, ulong> DontSend { get; } = [];

    /// <summary>One id of each question to it by IWANT, with the time at which the promise is broken.</summary>
    public List<(MessageId Id, TimeSpan Until)> Promises { get; } = [];

    /// <summary>Its messages without a verdict.</summary>
    public int Pending { get; set; }

    /// <summary>Their bytes.</summary>
    public long PendingBytes { get; set; }

    /// <summary>IHAVE messages of this heartbeat.</summary>
    public int Haves { get; set; }

    /// <summary>Ids asked of it in this heartbeat.</summary>
    public int Asked { get; set; }

    /// <summary>Ids of its IDONTWANT in this heartbeat.</summary>
    public int DontWants { get; set; }

    /// <summary>Bytes it was sent in answer to IWANT in this heartbeat.</summary>
    public long Answered { get; set; }

    /// <summary>Copies in this heartbeat of messages whose bytes are not kept any more.</summary>
    public int StaleCopies { get; set; }

    /// <summary>RPCs of this heartbeat that said nothing.</summary>
    public int Idle { get; set; }

    /// <summary>A heartbeat begins.</summary>
    public void Reset()
    {
        (Haves, Asked, DontWants, Answered, StaleCopies, Idle) = (0, 0, 0, 0, 0, 0);
        Partials.Reset();
    }
}
