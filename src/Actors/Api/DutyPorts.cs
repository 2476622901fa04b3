using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// The actors to which requests of validators go on, at the edge: each question is asked with a deadline. Announce publishes on the event
/// stream.
/// </summary>
public sealed record DutyPorts(
    ICanTell Production, ICanTell Publisher, ICanTell Work, ICanTell Proposers, Pools.PoolPorts Pools, Action<object> Announce)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Gives builders the blocks that took their bids.</summary>
    public ICanTell Builders { get; init; } = ActorRefs.Nobody;

    /// <summary>
    /// Asks production; what it refuses is a <see cref="BadHttpRequestException"/> with the status that tells whether asking again helps.
    /// Null where nothing was seen of what was asked for.
    /// </summary>
    public async Task<T?> Produce<T>(IProductionQuestion question, TimeSpan deadline)
        where T : class => await Production.Ask<object>(question, deadline) switch
    {
        T produced => produced,
        NotProduced { Refusal: ProductionRefusal.NothingSeen } => null,
        NotProduced nothing => throw new BadHttpRequestException(nothing.Reason, StatusOf(nothing)),
        var other => throw new InvalidOperationException($"production answered {other.GetType().Name}"),
    };

    /// <summary>Publishes messages that came together, and gives what became of each.</summary>
    public Task<PublishedTogether> Publish(IReadOnlyList<Publish> messages, TimeSpan deadline) =>
        Publisher.Ask<PublishedTogether>(new PublishTogether(messages), deadline);

    /// <summary>Publishes a block or an envelope.</summary>
    public Task<PublicationEnded> Publish(PublishAndImport publication, TimeSpan deadline) =>
        Publisher.Ask<PublicationEnded>(publication, deadline);

    /// <summary>Says who gets the fees of validators.</summary>
    public Task<ProposersPrepared> Prepare(IReadOnlyList<PreparedProposer> proposers) =>
        Proposers.Ask<ProposersPrepared>(new PrepareProposers(proposers), Deadline);

    /// <summary>Asks a pool what it has.</summary>
    public static Task<T> Pooled<T>(ICanTell pool, IPoolCommand question) => pool.Ask<T>(question, Deadline);

    private static int StatusOf(NotProduced nothing) => nothing.Refusal switch
    {
        ProductionRefusal.FutureSlot or ProductionRefusal.UnknownSlot or ProductionRefusal.UnknownCommittee
            or ProductionRefusal.InvalidReveal => StatusCodes.Status400BadRequest,
        ProductionRefusal.Invalid => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
