using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>
/// An actor that signs what can be slashed. What it signed last is on disk before the signature exists; until its past has been read it signs nothing.
/// </summary>
public abstract class ProtectedActor : ReceiveActor
{
    private const int MaxWaiting = 8;

    private readonly IActorRef _storage;
    private readonly string _name;
    private readonly Dictionary<ulong, Action> _waiting = [];
    private ulong _requests;

    /// <summary>An actor whose past is stored under a name.</summary>
    protected ProtectedActor(IActorRef storage, string name)
    {
        _storage = storage;
        _name = name;
        Receive<ValueLoaded>(OnLoaded);
        Receive<ValueKept>(OnStored);
        Receive<Published>(static _ => { });
    }

    /// <summary>The log.</summary>
    protected ILoggingAdapter Log { get; } = Context.GetLogger();

    /// <summary>What was signed; null until it has been read.</summary>
    protected SlashingProtection? Protection { get; private set; }

    /// <inheritdoc/>
    protected override void PreStart() => AskForPast();

    /// <summary>Asks storage for what was signed; again where a first answer never came.</summary>
    protected void AskForPast() => _storage.Tell(new LoadValue(_name));

    /// <summary>Stores what is noted by now, and then does something. Where storage lags too far behind, what has waited longest is given up: its duty is over.</summary>
    protected void AfterStored(Action sign)
    {
        var id = ++_requests;
        if (_waiting.Count >= MaxWaiting)
        {
            _waiting.Remove(_waiting.Keys.Min());
        }

        _waiting[id] = sign;
        _storage.Tell(new KeepValue(_name, Protection!.Encode(), id));
    }

    private void OnLoaded(ValueLoaded loaded)
    {
        if (loaded.Name == _name)
        {
            Protection ??= loaded.Value is { } value ? SlashingProtection.Decode(value.Span) : new SlashingProtection();
        }
    }

    private void OnStored(ValueKept stored)
    {
        if (_waiting.Remove(stored.RequestId, out var sign))
        {
            sign();
        }
    }
}
