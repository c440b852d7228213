"""Prints the figures of a JUnit report on one line: a2a-tck-figures.py <report> <level> <transport>."""

import sys
import xml.etree.ElementTree as ET

report, level, transport = sys.argv[1:]
suite = ET.parse(report).getroot().find("testsuite")
count = lambda name: int(suite.get(name, "0"))
bad = count("failures") + count("errors")
xfailed = sum(1 for one in suite.iter("skipped") if one.get("type") == "pytest.xfail")
skipped = count("skipped") - xfailed
passed = count("tests") - bad - xfailed - skipped
print(f"{level:6} {transport:9} {passed} passed, {bad} failed, {xfailed} expected to fail, {skipped} skipped")
