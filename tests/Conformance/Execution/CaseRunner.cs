using System.Diagnostics;
using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Runners;

namespace Consensoor.Conformance.Execution;

/// <summary>Runs cases on a fixed number of threads. A case that takes too long fails; its thread is left behind and replaced.</summary>
public sealed class CaseRunner(int jobs, TimeSpan timeout)
{
    private const int StackSize = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private IEnumerator<CasePath>? _cases;
    private int _running;

    /// <summary>Runs every case; the callback gets one result at a time, in the order they end.</summary>
    public void Run(IEnumerable<CasePath> cases, Action<CaseResult> onResult)
    {
        using var enumerator = cases.GetEnumerator();
        _cases = enumerator;
        var workers = Enumerable.Range(0, jobs).Select(_ => Start(onResult)).ToList();
        while (true)
        {
            lock (_gate)
            {
                if (_running == 0)
                {
                    return;
                }

                for (var i = 0; i < workers.Count; i++)
                {
                    if (workers[i].Overdue(timeout) is { } late)
                    {
                        onResult(new CaseResult(late, Outcome.Failed, $"took longer than {timeout.TotalSeconds:0} seconds", timeout));
                        _running--;
                        workers[i] = Start(onResult);
                    }
                }
            }

            Thread.Sleep(20);
        }
    }

    /// <summary>Runs one case on this thread, without a time limit.</summary>
    public static CaseResult RunOne(CasePath path)
    {
        var start = Stopwatch.GetTimestamp();
        var reason = "";
        try
        {
            Check.That(path.Preset == "general" || path.ForkName is not null, $"no code knows the fork {path.Fork}");
            RunnerTable.Of(path.Runner).Run(new TestCase(path));
        }
        catch (CaseFailedException exception)
        {
            reason = exception.Message;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A case may drive the code under test into any bug; it must fail alone.
            reason = $"threw {exception.GetType().Name}: {exception.Message} {Frame(exception)}";
        }

        return new CaseResult(path, reason.Length == 0 ? Outcome.Passed : Outcome.Failed, reason, Stopwatch.GetElapsedTime(start));
    }

    private static string Frame(Exception exception) =>
        string.Join(
            " <",
            (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries).Take(4).Select(static line => line.Split(" in ")[0]));

    private Worker Start(Action<CaseResult> onResult)
    {
        var worker = new Worker();
        lock (_gate)
        {
            _running++;
        }

        new Thread(() => Work(worker, onResult), StackSize) { IsBackground = true, Name = "case" }.Start();
        return worker;
    }

    private void Work(Worker worker, Action<CaseResult> onResult)
    {
        while (true)
        {
            CasePath path;
            lock (_gate)
            {
                if (worker.Abandoned)
                {
                    return;
                }

                if (!_cases!.MoveNext())
                {
                    _running--;
                    worker.End();
                    return;
                }

                path = _cases.Current;
                worker.Begin(path);
            }

            var result = RunOne(path);
            lock (_gate)
            {
                if (worker.Abandoned)
                {
                    return;
                }

                worker.End();
                onResult(result);
            }
        }
    }

    /// <summary>What a thread is at; read and written under the gate.</summary>
    private sealed class Worker
    {
        private CasePath? _case;
        private long _start;

        public bool Abandoned { get; private set; }

        public void Begin(CasePath path) => (_case, _start) = (path, Stopwatch.GetTimestamp());

        public void End() => _case = null;

        public CasePath? Overdue(TimeSpan timeout)
        {
            if (_case is null || Abandoned || Stopwatch.GetElapsedTime(_start) < timeout)
            {
                return null;
            }

            Abandoned = true;
            return _case;
        }
    }
}
