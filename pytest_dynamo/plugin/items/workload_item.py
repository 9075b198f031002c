"""The workload of a design as a test item."""

from pathlib import Path

from pytest_dynamo.plugin.forecasts import FORECASTS
from pytest_dynamo.plugin.items.design_item import DesignFailed, DesignItem


class WorkloadItem(DesignItem):
    """Forecasts a design under its workload, and holds it to the limits that stand there."""

    def runtest(self) -> None:
        """Forecast the design.

        Raises:
            DesignFailed: It does not keep one of the limits.
            DynamoError: There is nothing to forecast.
        """
        # numpy is imported by the first forecast.
        from pytest_dynamo.forecast.text import forecast_lines
        from pytest_dynamo.forecast.workload import workload_breaches

        forecast = self.config.stash[FORECASTS].under_workload(self._design)
        breaches = workload_breaches(self._design.workload, forecast)
        if breaches:
            lines = "\n".join(f"  {breach}" for breach in breaches)
            load = next(forecast_lines(forecast))
            msg = f"the design does not keep its workload: {load}\n{lines}\n  at {self.place}"
            raise DesignFailed(msg)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the workload in the design."""
        path, line, name = super().reportinfo()
        return path, line, f"{name} of {self._design.name}"
