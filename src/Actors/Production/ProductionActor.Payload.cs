using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>What the execution layer is asked for a block: a build, and the payload it comes to.</summary>
internal sealed partial class ProductionActor
{
    private void AskForPayload(BlockDraft draft)
    {
        if (draft.ExecutionParent is not { } head)
        {
            return;
        }

        var (attributes, refusal) = BlockAssembler.AttributesFor(draft.Base, draft.Terms);
        if (attributes is null)
        {
            GiveUp(draft.Id, ProductionRefusal.Invalid, $"no payload can be built: {refusal}");
            return;
        }

        var execution = draft.Base.Execution;
        _refs.Engine.Tell(new ForkchoiceUpdated(draft.Id, draft.Fork, head, execution.Safe, execution.Finalized, attributes));
    }

    private void OnBuildStarted(ForkchoiceUpdatedResult result)
    {
        if (result.PayloadId is not { } payloadId)
        {
            OnNoPayload(result.RequestId, NotBuilding(result));
        }
        else if (DraftOf(result.RequestId) is { } draft)
        {
            _refs.Engine.Tell(new GetPayload(draft.Id, draft.Fork, payloadId));
        }
    }

    private static string NotBuilding(ForkchoiceUpdatedResult result)
    {
        var why = result.Verdict switch
        {
            EngineVerdict.Syncing => "it is still syncing",
            EngineVerdict.Unavailable => "it cannot be reached",
            EngineVerdict.Invalid => "it finds the block to build on invalid",
            var verdict => $"it answered {verdict} without a payload id",
        };
        return $"the execution layer is not building a payload: {why}{(result.Error is { Length: > 0 } error ? $" ({error})" : "")}";
    }

    private void OnPayload(PayloadBuilt built)
    {
        if (built.Payload is null)
        {
            OnNoPayload(built.RequestId, built.Error ?? "the execution layer gave no payload and no reason");
        }
        else
        {
            OnPart(built.RequestId, draft => draft.Payload = built);
        }
    }

    /// <summary>The execution layer did not build: it is asked again after a while, as long as the slot lasts.</summary>
    private void OnNoPayload(ulong id, string problem)
    {
        if (DraftOf(id) is { } draft)
        {
            draft.PayloadProblem = problem;
            _log.Warning("no payload for the block of slot {0} yet, the execution layer is asked again: {1}", draft.Slot, problem);
            Timers.StartSingleTimer(("again", id), new AskAgain(id), PatienceOf(draft.Slot));
        }
    }
}
