using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Interests;

/// <summary>
/// Owns the node's interests (<see cref="NetworkInterests"/>) and publishes them. What peers were told last is kept, so that its sequence
/// number goes on after a restart; a restart in place forgets nothing but what validators need, which they say again each epoch.
/// </summary>
internal sealed class InterestsActor : ReceiveActor
{
    private readonly InterestsSettings _settings;
    private readonly IKeptBytes _kept;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly InterestsBook _book;
    private MetaData? _written;

    /// <summary>
    /// Builds the owner of a node's interests over the place where its metadata is kept; the custody that was heard of last outlives its
    /// restarts.
    /// </summary>
    public InterestsActor(InterestsSettings settings, IKeptBytes kept, StrongBox<CustodyChanged?> custody)
    {
        (_settings, _kept) = (settings, kept);
        _book = new InterestsBook(settings with { Custody = custody.Value ?? settings.Custody }, Told(), Now);
        Receive<SlotStarted>(started => Publish(_book.Advance(started.Slot)));
        Receive<CustodyChanged>(changed =>
        {
            Publish(_book.Take(changed, Now));
            custody.Value = changed;
        });
        Receive<AttestationSubnetsNeeded>(needed => Publish(_book.Take(needed, Now)));
        Receive<SyncSubnetsNeeded>(needed => Publish(_book.Take(needed, Now)));
        Receive<GetInterests>(_ => Context.System.EventStream.Publish(new InterestsChanged(_book.Current)));
    }

    private Slot Now => _settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);

    /// <summary>Describes the owner of a node's interests.</summary>
    public static Props Props(InterestsSettings settings, IKeptBytes kept)
    {
        var custody = new StrongBox<CustodyChanged?>();
        return Akka.Actor.Props.Create(() => new InterestsActor(settings, kept, custody));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(SlotStarted), typeof(CustodyChanged), typeof(AttestationSubnetsNeeded), typeof(SyncSubnetsNeeded), typeof(GetInterests),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        Publish(isNew: true);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private MetaData? Told()
    {
        if (_kept.Read(out var problem) is { } bytes)
        {
            if (MetaData.TryDecode(bytes, _settings.Spec.Ssz(ForkName.Fulu), out var told, out var error))
            {
                return told;
            }

            problem = $"{error}";
        }

        if (problem is not null)
        {
            _log.Warning("the metadata that peers were told before is not known, and is numbered anew: {0}", problem);
        }

        return null;
    }

    private void Publish(bool isNew)
    {
        if (!isNew)
        {
            return;
        }

        // Kept before anybody hears of it: no number is told twice for different metadata.
        var interests = _book.Current;
        if (interests.MetaData != _written)
        {
            var problem = _kept.Write(interests.MetaData.ToSsz(_settings.Spec.Ssz(ForkName.Fulu)));
            _written = problem is null ? interests.MetaData : null;
            if (problem is not null)
            {
                _log.Warning("the node's metadata could not be kept: {0}", problem);
            }
        }

        Context.System.EventStream.Publish(new InterestsChanged(interests));
    }
}
