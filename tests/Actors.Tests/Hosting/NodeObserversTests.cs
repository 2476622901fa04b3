using Akka.Actor;
using Consensoor.Actors.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>What a node says once is heard by those who observe it, however long they take to begin.</summary>
public sealed class NodeObserversTests : PatientKit
{
    [Fact]
    public async Task WhatIsPublishedOnceTheyHaveBegunIsHeard()
    {
        using var mayBegin = new ManualResetEventSlim();
        var observers = new NodeObservers(Sys);
        observers.Add(Props.Create(() => new SlowToBegin(TestActor, mayBegin)), "slow");
        var begun = observers.HaveBegun();
        Assert.False(begun.IsCompleted);
        mayBegin.Set();
        await begun;
        Sys.EventStream.Publish("the only time");
        ExpectMsg("the only time");
    }

    private sealed class SlowToBegin : ReceiveActor
    {
        private readonly ManualResetEventSlim _mayBegin;

        public SlowToBegin(IActorRef told, ManualResetEventSlim mayBegin)
        {
            _mayBegin = mayBegin;
            Receive<string>(told.Tell);
        }

        protected override void PreStart()
        {
            _mayBegin.Wait();
            Context.System.EventStream.Subscribe(Self, typeof(string));
        }
    }
}
