using Akka.Actor;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// Keeps the preferences that gossip accepted until their slot is over, <see cref="Most"/> at most: then the oldest goes.
/// </summary>
public sealed class PreferencesKeeper : ReceiveActor
{
    /// <summary>How many are kept: those of three epochs of mainnet under several dependent roots.</summary>
    public const int Most = 512;

    /// <summary>Keeps them in a place.</summary>
    public PreferencesKeeper(LatestPreferences place)
    {
        Receive<PreferencesAccepted>(accepted =>
        {
            var kept = place.Current.Add(accepted.Preferences);
            place.Take(kept.Count > Most ? kept.RemoveAt(0) : kept);
        });
        Receive<SlotStarted>(started => place.Take(place.Current.RemoveAll(known => known.Message.ProposalSlot < started.Slot)));
    }

    /// <summary>Describes the keeper of a place.</summary>
    public static Props Props(LatestPreferences place) => Akka.Actor.Props.Create(() => new PreferencesKeeper(place));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(PreferencesAccepted));
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
    }
}
