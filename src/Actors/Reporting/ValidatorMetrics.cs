using Akka.Actor;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// The metrics of each validator of one's own: duties done and missed, and, once the epoch after is over, whether its vote is on the head's
/// chain in time (hits and misses by flag). Of the first <see cref="MaxValidators"/> by index; of further ones nothing is told one by one,
/// and what was told of one that is no longer among them is taken back.
/// </summary>
public sealed class ValidatorMetrics : ReceiveActor
{
    /// <summary>The most validators that have metrics of their own.</summary>
    public const int MaxValidators = 1_024;

    private static readonly Counter Duties = Metrics.CreateCounter(
        "consensoor_validator_duties_total", "Duties of a validator, done or missed", "node", "validator", "kind", "outcome");
    private static readonly Counter Hits = Metrics.CreateCounter(
        "consensoor_validator_attestation_hits_total", "Votes that count, by what they are right about", "node", "validator", "flag");
    private static readonly Counter Misses = Metrics.CreateCounter(
        "consensoor_validator_attestation_misses_total", "Votes that are not", "node", "validator", "flag");
    private static readonly Gauge Balance =
        Metrics.CreateGauge("consensoor_validator_balance_gwei", "Balance in the head's state", "node", "validator");

    private readonly string _node;
    private readonly OwnValidators _own;
    private readonly ICanTell _signing;
    private readonly ICanTell _chain;
    private readonly int _most;
    private HashSet<ValidatorIndex> _told = [];
    private BeaconState? _last;

    /// <summary>Tells of the validators of keys, under the name of a node; a restart asks who signs and the chain how things are.</summary>
    public ValidatorMetrics(string node, IReadOnlyList<BLSPubkey> pubkeys, ICanTell signing, ICanTell chain, int most)
    {
        (_node, _own, _signing, _chain, _most) = (node, new OwnValidators(pubkeys), signing, chain, most);
        Receive<KeysChanged>(changed => OnKeys(changed.Pubkeys));
        Receive<HeadChanged>(changed => OnHead(changed.Head.State));
        Receive<ChainViewChanged>(changed => OnHead(changed.View.Head.State));
        Receive<DutyPerformed>(duty =>
        {
            if (duty.IsDue && _told.Contains(duty.Validator))
            {
                Duties.WithLabels(node, $"{duty.Validator}", $"{duty.Kind}", duty.IsDone ? "done" : "missed").Inc();
            }
        });
    }

    /// <summary>Describes the metrics of a node's validators, of at most so many of them one by one.</summary>
    public static Props Props(
        string node, IReadOnlyList<BLSPubkey> pubkeys, ICanTell signing, ICanTell chain, int most = MaxValidators) =>
        Akka.Actor.Props.Create(() => new ValidatorMetrics(node, pubkeys, signing, chain, most));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(KeysChanged));
        Context.System.EventStream.Subscribe(Self, typeof(HeadChanged));
        Context.System.EventStream.Subscribe(Self, typeof(DutyPerformed));
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);

        // Other keys may have come since this actor was described.
        _signing.Tell(GetKeys.Instance, Self);
        _chain.Tell(GetChainView.Instance, Self);
    }

    private void OnKeys(IReadOnlyList<BLSPubkey> pubkeys)
    {
        _own.Replace(pubkeys);
        if (_last is { } state)
        {
            Choose(state);
        }
    }

    private void OnHead(BeaconState state)
    {
        var isOther = _last is null;

        // The last state of an epoch has all votes of the epoch before that will ever count.
        if (_last is { } last && Accessors.GetCurrentEpoch(last) < Accessors.GetCurrentEpoch(state))
        {
            isOther = true;
            foreach (var (validator, flag, isHit) in AttestationOutcomes.Of(last, _told))
            {
                var name = AttestationOutcomes.Flags[flag];
                Hits.WithLabels(_node, $"{validator}", name).Inc(isHit ? 1 : 0);
                Misses.WithLabels(_node, $"{validator}", name).Inc(isHit ? 0 : 1);
            }
        }

        if (isOther)
        {
            Choose(state);
            foreach (var validator in _told)
            {
                Balance.WithLabels(_node, $"{validator}").Set(state.Balances[(int)validator]);
            }
        }

        _last = state;
    }

    private void Choose(BeaconState state)
    {
        // What was found on another branch need not be in the registry of this one.
        var told = _own.In(state).Keys.TakeWhile(index => index < (ulong)state.Validators.Count).Take(_most).ToHashSet();
        if (!told.SetEquals(_told))
        {
            _told = told;
            var names = told.Select(static validator => $"{validator}").ToHashSet();
            TakeBack(Duties, names);
            TakeBack(Hits, names);
            TakeBack(Misses, names);
            TakeBack(Balance, names);
        }
    }

    private void TakeBack<T>(Collector<T> metric, HashSet<string> told)
        where T : ChildBase
    {
        foreach (var labels in metric.GetAllLabelValues().Where(labels => labels[0] == _node && !told.Contains(labels[1])).ToList())
        {
            metric.RemoveLabelled(labels);
        }
    }
}
