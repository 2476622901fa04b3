namespace Consensoor.Messages;

/// <summary>
/// Ask what is remembered of a peer, connected or not; the network actor and the wire each answer with a <see cref="PeerWhy"/> of their
/// own.
/// </summary>
public sealed record GetPeerWhy(string Peer);

/// <summary>
/// What is remembered of a peer: its score, null where it has none now, the parts of that score by name, and what happened to it with the
/// reasons, the oldest first.
/// </summary>
public sealed record PeerWhy(
    string Peer, double? Score, IReadOnlyList<KeyValuePair<string, double>> Parts, IReadOnlyList<PeerNote> Notes);

/// <summary>
/// Something that happened to a peer, Count times for the same reason, the last of them At: What is the event in a word, Points by how much
/// the score fell each time.
/// </summary>
public sealed record PeerNote(DateTimeOffset At, string What, string Reason, double Points, int Count);

/// <summary>Ask discovery for the node records of peers, by their peer ids; answered with <see cref="PeerRecords"/>.</summary>
public sealed record GetPeerRecords(IReadOnlyList<string> Peers);

/// <summary>The records, as text, of those peers that discovery knows, by peer id.</summary>
public sealed record PeerRecords(IReadOnlyDictionary<string, string> Records);
