namespace Consensoor.Messages;

/// <summary>
/// The mailboxes of a node's actors at one moment, parents before children, siblings by name; published on the event stream each second.
/// </summary>
public sealed record MailboxReport(DateTimeOffset At, IReadOnlyList<MailboxFigures> Actors);

/// <summary>
/// One actor's mailbox. Path is below /user (`node/chain`). Waiting messages, Taken since the actor's mailbox was made, Rate of them a
/// second since the report before; the oldest waits since OldestAge at least, which is exact to a second. Restarts are those of the node's
/// children, in place or built anew.
/// </summary>
public readonly record struct MailboxFigures(string Path, int Waiting, long Taken, double Rate, TimeSpan OldestAge, int Restarts);
