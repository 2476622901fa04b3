using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>
/// What the execution layer is asked for a block: a build, which may be under way already, and late the payload it comes to.
/// </summary>
internal sealed partial class ProductionActor
{
    private void AskForPayload(BlockDraft draft)
    {
        draft.Build = BuildFor(draft.Base, draft.Terms, out var problem);
        if (problem is not null)
        {
            GiveUp(draft.Id, ProductionRefusal.Invalid, problem);
        }
        else if (draft.Build is null && draft.ExecutionParent is not null)
        {
            OnNoPayload(draft, $"the execution layer has {PayloadBuilds.Most} others to begin");
        }
        else
        {
            PlanTaking(draft);
        }
    }

    private void PlanTaking(BlockDraft draft)
    {
        if (draft.Build is { PayloadId: not null } build)
        {
            var now = Context.System.Scheduler.Now;
            var at = PayloadTiming.TakeAt(_settings.Schedule, draft.Slot, _settings.PayloadAt, build.BegunAt);
            Timers.StartSingleTimer(("take", draft.Id), new TakePayload(draft.Id), at > now ? at - now : TimeSpan.Zero);
        }
    }

    private void OnTakePayload(ulong id)
    {
        if (DraftOf(id) is { Payload: null, Build: { PayloadId: { } payloadId } build } draft && _builds.Of(build.Ask.RequestId) == build)
        {
            draft.Taken = build;
            draft.Times = draft.Times with { PayloadAskedAt = Context.System.Scheduler.Now };
            _refs.Engine.Tell(new GetPayload(id, draft.Fork, payloadId));
        }
        else if (DraftOf(id) is { Payload: null, IsDrafting: false } lost)
        {
            // The execution layer was away meanwhile.
            AskForPayload(lost);
        }
    }

    private void OnBuildStarted(ForkchoiceUpdatedResult result)
    {
        if (_builds.Of(result.RequestId) is not { } build)
        {
            return;
        }

        if (result.PayloadId is { } payloadId)
        {
            build.Begin(payloadId, Context.System.Scheduler.Now);
            DraftsOf(build).ForEach(PlanTaking);
            return;
        }

        _builds.Forget(build);
        var drafts = DraftsOf(build);
        drafts.ForEach(draft => OnNoPayload(draft, NotBuilding(result)));
        if (drafts.Count == 0)
        {
            _log.Debug("the payload of slot {0} was not begun ahead: {1}", build.Slot, NotBuilding(result));
        }
    }

    private List<BlockDraft> DraftsOf(PayloadBuild build) =>
        [.. _requests.Values.Select(static request => request.Draft).OfType<BlockDraft>().Where(draft => draft.Build == build)];

    // An error of the way there says itself that nobody was reached.
    private static string NotBuilding(ForkchoiceUpdatedResult result)
    {
        var error = result.Error is { Length: > 0 } said ? said : null;
        if (result.Verdict == EngineVerdict.Unavailable)
        {
            return $"the execution layer is not building a payload: {error ?? "it cannot be reached"}";
        }

        var why = result.Verdict switch
        {
            EngineVerdict.Syncing => "it is still syncing",
            EngineVerdict.Invalid => "it finds the block to build on invalid",
            var verdict => $"it answered {verdict} without a payload id",
        };
        return $"the execution layer is not building a payload: {why}{(error is null ? "" : $" ({error})")}";
    }

    private void OnPayload(PayloadBuilt built)
    {
        if (built.Payload is { } payload
            && DraftOf(built.RequestId)?.Asked is { Attributes: { } wanted } asked
            && PayloadCheck.Difference(asked.HeadBlockHash, wanted, payload) is { } difference)
        {
            built = built with { Payload = null, Error = difference };
        }

        if (built.Payload is not null)
        {
            var now = Context.System.Scheduler.Now;
            OnPart(built.RequestId, draft => (draft.Payload, draft.Times) = (built, draft.Times with { PayloadAt = now }));
        }
        else if (DraftOf(built.RequestId) is { Payload: null, Build: { } build } draft && draft.Taken == build)
        {
            var isAhead = build.BegunAt < _settings.Schedule.StartOf(draft.Slot);
            _builds.Forget(build);
            var problem = built.Error ?? "the execution layer gave no payload and no reason";
            if (isAhead)
            {
                // It may have been started anew since, and knows nothing of what it was building.
                _log.Info("the payload of slot {0} that was begun ahead is gone, another is built: {1}", draft.Slot, problem);
                draft.PayloadProblem = problem;
                AskForPayload(draft);
            }
            else
            {
                OnNoPayload(draft, problem);
            }
        }
    }

    /// <summary>The execution layer did not build: it is asked again after a while, as long as the slot lasts.</summary>
    private void OnNoPayload(BlockDraft draft, string problem)
    {
        draft.Build = null;
        draft.PayloadProblem = problem;
        SayNoPayload(draft);
        Timers.StartSingleTimer(("again", draft.Id), new AskAgain(draft.Id), PatienceOf(draft.Slot));
    }

    // Once a block: what becomes of it is said at the end of its slot.
    private void SayNoPayload(BlockDraft draft)
    {
        const string Line = "no payload for the block of slot {0} yet, the execution layer is asked again: {1}";
        if (draft.HasSaidProblem)
        {
            _log.Debug(Line, draft.Slot, draft.PayloadProblem);
        }
        else
        {
            draft.HasSaidProblem = true;
            _log.Warning(Line, draft.Slot, draft.PayloadProblem);
        }
    }

    private sealed record TakePayload(ulong Id);
}
