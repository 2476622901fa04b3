using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;

namespace Consensoor.Actors.Proposers;

/// <summary>
/// Owns what is said of proposers (<see cref="ProposerTable"/>) and publishes it. What is said of keys at run time is on disk before it
/// counts, at most <see cref="ProposerJson.MaxKeys"/>: one more is refused. Of who was prepared by index there are at most
/// <see cref="MaxPrepared"/>: of further ones none is taken until some are over. A restart in place forgets those, and hears of them again
/// within an epoch.
/// </summary>
internal sealed class ProposersActor : ReceiveActor
{
    /// <summary>The most validators that are prepared by index at once.</summary>
    public const int MaxPrepared = 131_072;

    private const ulong LastingEpochs = 2;

    private readonly IProposerStore _store;
    private readonly IActorRef _engine;
    private readonly Func<DateTimeOffset, Epoch> _epochAt;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ProposerTable _table;

    /// <summary>Builds the owner of a table that has nothing kept yet, over the store of that.</summary>
    public ProposersActor(ProposerTable table, IProposerStore store, IActorRef engine, Func<DateTimeOffset, Epoch> epochAt)
    {
        _table = table with { Kept = store.Entries };
        (_store, _engine, _epochAt) = (store, engine, epochAt);
        Receive<GetProposers>(_ => Sender.Tell(new ProposersChanged(_table)));
        Receive<SetProposer>(OnSet);
        Receive<PrepareProposers>(OnPrepare);
        Receive<ExecutionLayerMet>(met => Change(met.Identity is { } identity ? _table with { Execution = identity.Client } : _table));
        Receive<SlotStarted>(started => Forget(started.Epoch));
    }

    /// <summary>Describes the owner of a table, who hears from the engine bridge which execution layer there is.</summary>
    public static Props Props(ProposerTable table, IProposerStore store, IActorRef engine, Func<DateTimeOffset, Epoch> epochAt) =>
        Akka.Actor.Props.Create(() => new ProposersActor(table, store, engine, epochAt));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        Context.System.EventStream.Subscribe(Self, typeof(ExecutionLayerMet));
        _engine.Tell(GetExecutionLayer.Instance);
        Context.System.EventStream.Publish(new ProposersChanged(_table));
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is SetProposer)
        {
            Sender.Tell(new ProposerSet(ProposerSetOutcome.Failed, "the owner of the settings failed on it"));
        }
        else if (message is PrepareProposers prepare)
        {
            Sender.Tell(new ProposersPrepared(0, prepare.Proposers.Count));
        }

        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnSet(SetProposer set)
    {
        var (pubkey, kept) = (set.Pubkey, _table.Kept.GetValueOrDefault(set.Pubkey) ?? ProposerEntry.None);
        var entry = set switch
        {
            SetProposer.FeeRecipient recipient => kept with { FeeRecipient = recipient.Address },
            SetProposer.GasLimit limit => kept with { GasLimit = limit.Limit },
            SetProposer.Graffiti graffiti => kept with { Graffiti = graffiti.Text },
            SetProposer.Builders builders => kept with { Builders = builders.Config },
            _ => throw new ArgumentOutOfRangeException(nameof(set)),
        };
        if (entry == kept)
        {
            Sender.Tell(IsGiven(set)
                ? new ProposerSet(ProposerSetOutcome.IsGiven, "it stands in a file of the operator, which is not changed")
                : new ProposerSet(ProposerSetOutcome.Done, null));
            return;
        }

        var all = entry == ProposerEntry.None ? _table.Kept.Remove(pubkey) : _table.Kept.SetItem(pubkey, entry);
        var problem = all.Count > ProposerJson.MaxKeys ? $"settings of {ProposerJson.MaxKeys} keys are kept already" : _store.Write(all);
        if (problem is not null)
        {
            _log.Error("settings of {0} are as before, since others could not be kept: {1}", pubkey, problem);
            Sender.Tell(new ProposerSet(ProposerSetOutcome.Failed, problem));
            return;
        }

        Change(_table with { Kept = all });
        Sender.Tell(new ProposerSet(ProposerSetOutcome.Done, null));
    }

    // Of what was never set at run time, and is to be taken back.
    private bool IsGiven(SetProposer set)
    {
        var given = _table.Given.GetValueOrDefault(set.Pubkey) ?? ProposerEntry.None;
        return set switch
        {
            SetProposer.FeeRecipient { Address: null } => given.FeeRecipient is not null,
            SetProposer.GasLimit { Limit: null } => given.GasLimit is not null,
            SetProposer.Graffiti { Text: null } => given.Graffiti is not null,
            SetProposer.Builders { Config: null } => given.Builders is not null,
            _ => false,
        };
    }

    private void OnPrepare(PrepareProposers prepare)
    {
        var until = _epochAt(Context.System.Scheduler.Now) + LastingEpochs;
        var (prepared, refused) = (_table.Prepared.ToBuilder(), 0);
        foreach (var (index, recipient) in prepare.Proposers)
        {
            if (prepared.Count < MaxPrepared || prepared.ContainsKey(index))
            {
                prepared[index] = (recipient, until);
            }
            else
            {
                refused++;
            }
        }

        if (refused > 0)
        {
            _log.Warning("fee recipients of {0} validators find no room beside those of {1}", refused, MaxPrepared);
        }

        Change(_table with { Prepared = prepared.ToImmutable() });
        Sender.Tell(new ProposersPrepared(prepare.Proposers.Count - refused, refused));
    }

    private void Forget(Epoch epoch)
    {
        var over = _table.Prepared.Where(prepared => prepared.Value.Until < epoch).Select(static prepared => prepared.Key).ToList();
        if (over.Count > 0)
        {
            Change(_table with { Prepared = _table.Prepared.RemoveRange(over) });
        }
    }

    private void Change(ProposerTable table)
    {
        if (!ReferenceEquals(table, _table) && table != _table)
        {
            _table = table;
            Context.System.EventStream.Publish(new ProposersChanged(table));
        }
    }
}
