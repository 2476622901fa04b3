using Akka.Actor;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// The metrics of each validator of one's own: duties done and missed, and, once the epoch after is over, whether its vote is on the head's
/// chain in time (hits and misses by flag). Of the first <see cref="MaxValidators"/> by index; of further ones nothing is told one by one.
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
    private readonly HashSet<ValidatorIndex> _told = [];
    private BeaconState? _last;

    /// <summary>Tells of the validators of keys, under the name of a node.</summary>
    public ValidatorMetrics(string node, IReadOnlyList<BLSPubkey> pubkeys)
    {
        (_node, _own) = (node, new OwnValidators(pubkeys));
        Receive<KeysChanged>(changed => _own.Replace(changed.Pubkeys));
        Receive<HeadChanged>(changed => OnHead(changed.Head.State));
        Receive<DutyPerformed>(duty =>
        {
            if (IsTold(duty.Validator))
            {
                Duties.WithLabels(node, $"{duty.Validator}", $"{duty.Kind}", duty.IsDone ? "done" : "missed").Inc();
            }
        });
    }

    /// <summary>Describes the metrics of a node's validators.</summary>
    public static Props Props(string node, IReadOnlyList<BLSPubkey> pubkeys) =>
        Akka.Actor.Props.Create(() => new ValidatorMetrics(node, pubkeys));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(KeysChanged));
        Context.System.EventStream.Subscribe(Self, typeof(HeadChanged));
        Context.System.EventStream.Subscribe(Self, typeof(DutyPerformed));
    }

    private void OnHead(BeaconState state)
    {
        // The last state of an epoch has all votes of the epoch before that will ever count.
        if (_last is { } last && Accessors.GetCurrentEpoch(last) < Accessors.GetCurrentEpoch(state))
        {
            foreach (var (validator, flag, isHit) in AttestationOutcomes.Of(last, _own.In(last).Keys.Where(IsTold)))
            {
                (isHit ? Hits : Misses).WithLabels(_node, $"{validator}", AttestationOutcomes.Flags[flag]).Inc();
            }

            foreach (var validator in _own.In(state).Keys.Where(IsTold))
            {
                Balance.WithLabels(_node, $"{validator}").Set(state.Balances[(int)validator]);
            }
        }

        _last = state;
    }

    private bool IsTold(ValidatorIndex validator) => _told.Contains(validator) || (_told.Count < MaxValidators && _told.Add(validator));
}
