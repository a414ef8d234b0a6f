@echo off
rem Adds "Assemble" to Send to and to the Start menu, for this user alone; run again to take it away.
setlocal
set "program=%~dp0Assemble.cmd"
set "sendto=%APPDATA%\Microsoft\Windows\SendTo\Assemble.lnk"
set "menu=%APPDATA%\Microsoft\Windows\Start Menu\Programs\Assemble.lnk"
if not exist "%program%" goto incomplete
if exist "%sendto%" goto remove
if exist "%menu%" goto remove
call :shortcut "%sendto%"
call :shortcut "%menu%"
if not exist "%sendto%" goto failed
echo Done. Right-click a workbook or a folder, then choose Send to, Assemble.
if exist "%menu%" echo The Start menu has an entry Assemble too.
echo Keep this folder where it is. Run this file again to take the entries away.
goto done
:remove
if exist "%sendto%" del "%sendto%"
if exist "%menu%" del "%menu%"
echo Taken away: "Assemble" is no longer in Send to or the Start menu.
goto done
:incomplete
echo Assemble.cmd is not beside this file. Unpack the whole folder first.
goto done
:failed
if exist "%menu%" del "%menu%"
echo The shortcut could not be made. Drop workbooks onto Assemble.cmd instead.
:done
echo.
pause
goto :eof

:shortcut
set "link=%~1"
powershell -NoProfile -ExecutionPolicy Bypass -Command "$s = (New-Object -ComObject WScript.Shell).CreateShortcut($env:link); $s.TargetPath = $env:program; $s.Save()" >nul 2>&1
if exist "%link%" goto :eof
rem Where PowerShell is not allowed: a small script of Windows does the same.
set "script=%TEMP%\assemble-%RANDOM%.vbs"
>"%script%" echo Set s = CreateObject("WScript.Shell").CreateShortcut(CreateObject("WScript.Shell").Environment("Process")("link"))
>>"%script%" echo s.TargetPath = CreateObject("WScript.Shell").Environment("Process")("program")
>>"%script%" echo s.Save
cscript //nologo "%script%" >nul 2>&1
del "%script%" >nul 2>&1
goto :eof
