using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// One walk through all forks, which the tests of a class share: made when the first of them asks, and left in a slot of gloas behind whose
/// finality all forks lie.
/// </summary>
public sealed class WalkRun : IDisposable
{
    private const int EventRoom = 200_000;
    private readonly Lazy<Walked> _walked = new(Walk);

    internal Walked Done => _walked.Value;

    public void Dispose()
    {
        if (_walked.IsValueCreated)
        {
            _walked.Value.Chain.Dispose();
        }
    }

    private static Walked Walk()
    {
        var definition = Definition.Load("beacon-node.openapi.json");
        var chain = WalkChain.Start();
        var schemas = new AnswerSchemas(definition, Preset.Minimal, "beacon");
        var walk = new ApiWalk(definition, schemas, chain);
        var described = OwnSchemas.Definition;
        var own = new ApiWalk(described, OwnSchemas.Answers, chain);
        var events = new List<(ForkName Fork, string Topic, string Data)>();
        WalkDuties duties = null!;
        foreach (var fork in ForkNames.All.Where(static fork => fork <= ForkName.Gloas))
        {
            if (fork == ForkName.Gloas)
            {
                WalkBids.Register(chain);
            }

            // Not the first slots, so that there is an epoch before; in gloas until finality is behind the fork.
            var epoch = chain.Spec.ForkEpoch(fork) + (fork == ForkName.Gloas ? 4UL : 0);
            using var heard = chain.Context.Events.Subscribe(EventTopics.All)!;
            duties = WalkDuties.Do(chain, (epoch * chain.Spec.Preset.SlotsPerEpoch) + 1, () => Drain(heard, chain.Fork, events));
            if (chain.Fork != fork)
            {
                throw new InvalidOperationException($"{fork.Text()} is over before there is a slot to walk it in");
            }

            walk.Good(duties);
            walk.Do(WalkOperations.Of(chain));
            if (fork is ForkName.Electra or ForkName.Fulu)
            {
                walk.Do(WalkBlinded.Of(chain));
            }

            if (fork == ForkName.Gloas)
            {
                walk.Do(WalkSlashings.Of(chain));
                walk.Do(WalkBids.Of(chain));
                Drain(heard, chain.Fork, events);
                walk.Broken(duties);
                own.Good(duties);
                own.Ask(OwnQuestions.Of(chain));
                own.Broken(duties);
                own.Ask([OwnQuestions.Last]);
            }
        }

        walk.End();
        own.End();
        if (events.Count == EventRoom)
        {
            throw new InvalidOperationException($"there were more than {EventRoom} events");
        }

        return new Walked(definition, chain, walk, own, duties, events);
    }

    private static void Drain(
        EventHub.Subscription heard, ForkName fork, List<(ForkName Fork, string Topic, string Data)> events)
    {
        foreach (var item in heard.Take())
        {
            if (item != EventHub.ServerEvent.Comment && events.Count < EventRoom)
            {
                events.Add((fork, item.Topic, item.Data));
            }
        }
    }

    internal sealed record Walked(
        Definition Definition,
        WalkChain Chain,
        ApiWalk Walk,
        ApiWalk Own,
        WalkDuties Duties,
        IReadOnlyList<(ForkName Fork, string Topic, string Data)> Events);
}
