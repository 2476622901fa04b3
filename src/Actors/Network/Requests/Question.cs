using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// A question of this node to a peer, and what came of it so far. It checks each chunk as it comes; the first that does not belong ends it.
/// </summary>
internal sealed class Question
{
    private readonly ChainSpec _spec;
    private readonly Root _genesisValidatorsRoot;
    private readonly Func<object, string?> _belongs;
    private readonly List<object> _items = [];
    private ulong _bytes;

    public Question(
        AskPeer ask, RequestRow row, IActorRef asker, ChainSpec spec, Root genesisValidatorsRoot, (ForkName Since, int Number) version)
    {
        (Ask, Row, Asker, _spec, _genesisValidatorsRoot, Version) = (ask, row, asker, spec, genesisValidatorsRoot, version);
        _belongs = row.Checker(spec, ask.Request);
    }

    public AskPeer Ask { get; }

    public RequestRow Row { get; }

    public IActorRef Asker { get; }

    /// <summary>The version of the protocol, and the fork whose form the question has, and an answer without context.</summary>
    public (ForkName Since, int Number) Version { get; }

    /// <summary>When it went out.</summary>
    public DateTimeOffset Begun { get; set; }

    /// <summary>Until when the whole answer has to be there.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Until when the next chunk has to be there.</summary>
    public DateTimeOffset ChunkDeadline { get; set; }

    /// <summary>Takes a chunk; the end of the question where it ends it, else null.</summary>
    public PeerAnswered? Take(ChunkReceived chunk)
    {
        if (chunk.Code != ResponseCode.Success)
        {
            return End(
                chunk.Code switch
                {
                    ResponseCode.InvalidRequest => PeerResult.InvalidRequest,
                    ResponseCode.ResourceUnavailable => PeerResult.ResourceUnavailable,
                    ResponseCode.RateLimited => PeerResult.RateLimited,
                    _ => PeerResult.ServerError,
                },
                $"code {chunk.Code}: {StrangersText.Shown(chunk.Ssz.Span)}");
        }

        if ((ulong)_items.Count >= Row.MostChunks(_spec, Ask.Request))
        {
            return End(PeerResult.InvalidResponse, "more chunks than were asked for");
        }

        var fork = Row.HasContext && chunk.Context is { } digest
            ? _spec.ForkOfDigest(_genesisValidatorsRoot, digest)
            : Row.HasContext
            ? null
            : Version.Since;
        if (fork is not { } form)
        {
            return End(PeerResult.InvalidResponse, "a chunk of no fork of this chain");
        }

        if (Row.DecodeItem(chunk.Ssz.Span, _spec, form, out var reason) is not { } item)
        {
            return End(PeerResult.InvalidResponse, reason);
        }

        var why = Row.SlotIn(item) is { } slot && _spec.ForkAtSlot(slot) != form ? $"slot {slot} is not of {form}" : _belongs(item);
        if (why is not null)
        {
            return End(PeerResult.InvalidResponse, why);
        }

        _items.Add(item);
        _bytes += (ulong)chunk.Ssz.Length;
        return null;
    }

    /// <summary>True where nothing behind the last chunk has to be heard.</summary>
    public bool IsEnough(ChainView? view) => _items.Count > 0 && Row.IsEnoughWith(_items[^1], _bytes, view);

    /// <summary>The same question in the version before; null where it was asked in the oldest.</summary>
    public Question? Older() => Row.Before(Version.Number) is { } older
        ? new Question(Ask, Row, Asker, _spec, _genesisValidatorsRoot, older)
        : null;

    /// <summary>Ends it with what came so far.</summary>
    public PeerAnswered End(PeerResult result, string? reason = null) =>
        new(Ask.RequestId, Ask.Peer, Ask.Request, result, [.. _items], reason);
}
