using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Builders;

/// <content>
/// Registrations on their way to builders: <see cref="MaxRegistering"/> requests at once, of <see cref="RegistrationsAtOnce"/> at most, and
/// at most <see cref="MaxWaitingRegistrations"/> that wait for their turn; what is more is not sent, which is said. They come again with
/// the next epoch.
/// </content>
internal sealed partial class BuilderApiActor
{
    /// <summary>The most registrations of one request.</summary>
    public const int RegistrationsAtOnce = 512;

    /// <summary>The most requests that are under way at once.</summary>
    public const int MaxRegistering = 4;

    /// <summary>The most requests that wait.</summary>
    public const int MaxWaitingRegistrations = 1024;

    private static readonly TimeSpan RegistrationTimeout = TimeSpan.FromSeconds(6);

    private readonly Queue<RegisterWithBuilder> _waitingRegistrations = [];
    private readonly HashSet<ulong> _registering = [];

    private void ReceiveRegistrations()
    {
        Receive<RegisterWithBuilder>(OnRegister);
        Receive<Registered>(OnRegistered);
    }

    private void OnRegister(RegisterWithBuilder register)
    {
        foreach (var part in register.Registrations.Chunk(RegistrationsAtOnce))
        {
            var ask = register with { Registrations = part };
            if (_client is null || _waitingRegistrations.Count >= MaxWaitingRegistrations)
            {
                Say(ask, _client is null
                    ? "this node speaks to no builders"
                    : $"{MaxWaitingRegistrations} requests with registrations wait already");
                continue;
            }

            _waitingRegistrations.Enqueue(ask);
        }

        SendRegistrations();
    }

    private void SendRegistrations()
    {
        while (_registering.Count < MaxRegistering && _waitingRegistrations.TryDequeue(out var next))
        {
            var (id, ask) = (_ids.Next(), next);
            _registering.Add(id);
            _client!.RegisterValidators(ask.Url, ask.Registrations, RegistrationTimeout).PipeBack(
                Context.System,
                Self,
                problem => new Registered(id, ask, problem),
                fault => new Registered(id, ask, $"giving them failed: {fault.Message}"));
        }
    }

    private void OnRegistered(Registered registered)
    {
        _registering.Remove(registered.Id);
        Say(registered.Ask, registered.Problem);
        SendRegistrations();
    }

    private void Say(RegisterWithBuilder ask, string? problem)
    {
        var (host, count) = (BuilderBids.HostOf(ask.Url), ask.Registrations.Count);
        if (problem is null)
        {
            _log.Debug("{0} has the registrations of {1} validators", host, count);
        }
        else
        {
            _log.Warning("{0} did not take the registrations of {1} validators: {2}", host, count, problem);
        }

        Context.System.EventStream.Publish(new RegisteredWithBuilder(ask.Url, count, problem));
    }

    private sealed record Registered(ulong Id, RegisterWithBuilder Ask, string? Problem);
}
